import { isAgentEvent, type AgentEvent, type AnyEvent } from '@heddle/events';
import type { RunStatus, TreeNode, TreeNodeKind } from '../../api-types.ts';
import { statusOfOutcome } from '../../event/run-status.ts';

/** What an event says of the piece of work it belongs to. */
export interface EventPart {
  readonly kind: TreeNodeKind;
  readonly name: string;
  /** A beginning and an ending make a bar; a point stands alone. */
  readonly phase: 'begin' | 'end' | 'point';
  readonly status: RunStatus | 'point';
  readonly details?: Partial<
    Pick<
      TreeNode,
      | 'model'
      | 'tool'
      | 'inputTokens'
      | 'outputTokens'
      | 'costUsd'
      | 'timeToFirstTokenMs'
      | 'errorMessage'
    >
  >;
}

/** Undefined for what is no part of an agent's work. */
export function describeEvent(event: AnyEvent): EventPart | undefined {
  if (!isAgentEvent(event)) return point('custom', event.type);
  const details = detailsOf(event);
  const part = partOf(event);
  return part === undefined
    ? undefined
    : { ...part, ...(details === undefined ? {} : { details }) };
}

function partOf(event: AgentEvent): EventPart | undefined {
  switch (event.type) {
    case 'agent.session.started':
    case 'agent.session.completed':
    case 'agent.session.failed':
      return bar('session', event.session.name ?? event.session.kind, event);
    case 'agent.run.started':
    case 'agent.run.completed':
    case 'agent.run.failed':
      return bar('run', event.run.name, event);
    case 'agent.workflow.step.started':
    case 'agent.workflow.step.completed':
    case 'agent.workflow.step.failed':
      return bar('step', event.step.name ?? event.step.key, event);
    case 'agent.llm.called':
    case 'agent.llm.completed':
    case 'agent.llm.failed':
      return bar('llm', event.model.name ?? event.model.responseName ?? 'model', event);
    case 'agent.mcp.called':
    case 'agent.mcp.completed':
    case 'agent.mcp.failed':
      return bar('mcp', `${event.mcp.server} ${event.mcp.tool ?? event.mcp.method}`, event);
    case 'agent.handoff.requested':
    case 'agent.handoff.accepted':
    case 'agent.handoff.completed':
    case 'agent.handoff.failed':
      return bar('handoff', event.handoff.targetAgentKey ?? event.handoff.id, event);
    case 'agent.tool.called':
      return bar('tool', event.tool.name, event);
    case 'agent.action.requested':
    case 'agent.action.completed':
    case 'agent.action.failed':
      return event.tool === undefined
        ? bar('action', event.action.name ?? event.action.type, event)
        : bar('tool', event.tool.name, event);
    case 'agent.approval.requested':
    case 'agent.approval.resolved':
      return {
        kind: 'approval',
        name: event.approval.status,
        phase: event.type === 'agent.approval.requested' ? 'begin' : 'end',
        status: approvalStatus(event.approval.status),
      };
    case 'agent.guardrail.evaluated':
      return point('guardrail', event.decision.effectiveDecision);
    case 'agent.resource.touched':
      return point('resource', event.resource.externalId ?? event.resource.type);
    case 'agent.error':
      return point('error', event.error.name);
    case 'agent.outcome.recorded':
      return point('outcome', event.outcomeType);
    case 'agent.mcp.tools_listed':
      return point('mcp', `${event.mcp.server} ${event.toolCount} tools`);
    case 'agent.telemetry.dropped':
      return undefined;
    default:
      return undefined;
  }
}

function point(kind: TreeNodeKind, name: string): EventPart {
  return { kind, name, phase: 'point', status: 'point' };
}

function bar(kind: TreeNodeKind, name: string, event: AgentEvent): EventPart {
  const ended = 'outcome' in event && typeof event.outcome === 'string';
  return {
    kind,
    name,
    phase: ended ? 'end' : 'begin',
    status: ended ? statusOfOutcome(event.outcome) : 'running',
  };
}

function approvalStatus(status: string): RunStatus {
  switch (status) {
    case 'pending':
      return 'running';
    case 'approved':
      return 'completed';
    case 'rejected':
      return 'blocked';
    default:
      return 'cancelled';
  }
}

function detailsOf(event: AgentEvent): EventPart['details'] {
  const error = 'error' in event && event.error !== undefined ? event.error : undefined;
  const details = {
    ...given('errorMessage', error?.message),
    ...given('model', 'model' in event ? event.model.name : undefined),
    ...given('tool', 'tool' in event ? event.tool?.name : undefined),
  };
  if (event.type !== 'agent.llm.completed') {
    return Object.keys(details).length === 0 ? undefined : details;
  }
  return {
    ...details,
    ...given('inputTokens', event.usage.inputTokens),
    ...given('outputTokens', event.usage.outputTokens),
    ...given('costUsd', event.costUsd),
    ...given('timeToFirstTokenMs', event.timeToFirstTokenMs),
  };
}

function given<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { [K in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value };
}
