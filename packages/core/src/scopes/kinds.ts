import type { AgentEventType } from '@heddle/events';

/** The kinds of work a wrapper can stand for. */
export type WorkKind = 'session' | 'run' | 'step' | 'tool' | 'guard' | 'llm' | 'mcp' | 'handoff';

interface KindEvents {
  readonly started: AgentEventType;
  readonly completed: AgentEventType;
  readonly failed: AgentEventType;
  /** Follows either ending: the one record of the whole invocation. */
  readonly record?: AgentEventType;
}

/** Which events each kind of work says, in order (design 4; spelling of the seeds). */
export const KIND_EVENTS: { readonly [Kind in WorkKind]: KindEvents } = {
  session: {
    started: 'agent.session.started',
    completed: 'agent.session.completed',
    failed: 'agent.session.failed',
  },
  run: {
    started: 'agent.run.started',
    completed: 'agent.run.completed',
    failed: 'agent.run.failed',
  },
  step: {
    started: 'agent.workflow.step.started',
    completed: 'agent.workflow.step.completed',
    failed: 'agent.workflow.step.failed',
  },
  tool: {
    started: 'agent.action.requested',
    completed: 'agent.action.completed',
    failed: 'agent.action.failed',
    record: 'agent.tool.called',
  },
  guard: {
    started: 'agent.action.requested',
    completed: 'agent.action.completed',
    failed: 'agent.action.failed',
  },
  llm: {
    started: 'agent.llm.called',
    completed: 'agent.llm.completed',
    failed: 'agent.llm.failed',
  },
  mcp: {
    started: 'agent.mcp.called',
    completed: 'agent.mcp.completed',
    failed: 'agent.mcp.failed',
  },
  handoff: {
    started: 'agent.handoff.requested',
    completed: 'agent.handoff.completed',
    failed: 'agent.handoff.failed',
  },
};

/** The second ending event of a piece of work, where it has one. */
export function recordType(
  kind: WorkKind,
  method: unknown,
  completed: boolean,
): AgentEventType | undefined {
  if (kind === 'mcp' && method === 'tools/list' && completed) return 'agent.mcp.tools_listed';
  return KIND_EVENTS[kind].record;
}
