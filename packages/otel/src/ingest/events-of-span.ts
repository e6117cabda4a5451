import type { AgentEvent, AgentEventType, Json, JsonObject, Outcome } from '@heddle/events';
import { OTLP_KIND } from '../otlp/messages.ts';
import { IS_ERROR } from '../semantic-conventions.ts';
import type { IngestKind } from './conventions.ts';
import type { Frame } from './frame.ts';
import {
  answerOf,
  errorOf,
  finishReasonsOf,
  llmOf,
  modelOf,
  outcomeOf,
  present,
  promptOf,
  toolCallsOf,
  usageOf,
} from './span-facts.ts';
import type { SpanView } from './span-view.ts';
import type { StorySpan } from './trace-view.ts';

type Facts = Record<string, Json | undefined>;

/** What a span of each kind becomes: facts of both ends, and what only its ending knows. */
interface Telling {
  readonly started: AgentEventType;
  readonly completed: AgentEventType;
  readonly failed: AgentEventType;
  readonly record?: AgentEventType;
  readonly facts: (view: SpanView, story: StorySpan) => Facts;
  readonly input: (view: SpanView) => Json | undefined;
  readonly output: (view: SpanView) => Json | undefined;
  readonly ending?: (view: SpanView, output: Json | undefined) => Facts;
}

const tool: Telling = {
  started: 'agent.action.requested',
  completed: 'agent.action.completed',
  failed: 'agent.action.failed',
  record: 'agent.tool.called',
  facts: (view) => ({
    tool: present({
      name: view.text('toolName') ?? view.span.name ?? 'tool',
      provider: view.text('toolProvider'),
    }),
    ...action(view),
    toolCallId: view.text('toolCallId'),
  }),
  input: (view) => view.json('toolArguments'),
  output: (view) => view.json('toolResult'),
};

const step: Telling = {
  started: 'agent.workflow.step.started',
  completed: 'agent.workflow.step.completed',
  failed: 'agent.workflow.step.failed',
  facts: (view) => {
    const name = view.text('stepName') ?? view.span.name ?? 'step';
    return { step: { key: view.text('stepKey') ?? name, name } };
  },
  input: (view) => view.json('input'),
  output: (view) => view.json('output'),
};

const TELLINGS: Readonly<Record<IngestKind, Telling>> = {
  // An agent inside an agent, and a workflow inside a run, are steps of it.
  agent: step,
  workflow: step,
  step,
  tool,
  action: {
    started: tool.started,
    completed: tool.completed,
    failed: tool.failed,
    facts: action,
    input: tool.input,
    output: tool.output,
  },
  llm: {
    started: 'agent.llm.called',
    completed: 'agent.llm.completed',
    failed: 'agent.llm.failed',
    facts: (view) => ({ model: modelOf(view), llm: llmOf(view) }),
    input: promptOf,
    output: answerOf,
    ending: (view, output) => {
      const seconds = view.count(['gen_ai.response.time_to_first_chunk']);
      return {
        usage: usageOf(view),
        costUsd: view.count(['heddle.cost_usd', 'gen_ai.usage.cost', 'llm.cost.total']),
        finishReasons: finishReasonsOf(view),
        timeToFirstTokenMs: seconds === undefined ? undefined : seconds * 1000,
        toolCalls: toolCallsOf(output),
        responseId: view.text('responseId'),
        requestId: view.text('requestId'),
      };
    },
  },
  mcp: {
    started: 'agent.mcp.called',
    completed: 'agent.mcp.completed',
    failed: 'agent.mcp.failed',
    facts: (view) => ({
      mcp: present({
        server: view.text('mcpServer') ?? 'mcp',
        method: view.text('mcpMethod') ?? 'tools/call',
        tool: view.text('mcpTool'),
        promptName: view.text('mcpPrompt'),
        resourceUri: view.text('mcpResourceUri'),
        mcpSessionId: view.text('mcpSessionId'),
        protocolVersion: view.text('mcpProtocolVersion'),
        requestId: view.text('mcpRequestId'),
        role: view.span.kind === OTLP_KIND.SERVER ? 'server' : 'client',
      }),
    }),
    input: (view) => view.json('toolArguments'),
    output: (view) => view.json('toolResult'),
  },
  handoff: {
    started: 'agent.handoff.requested',
    completed: 'agent.handoff.completed',
    failed: 'agent.handoff.failed',
    facts: (view) => ({
      handoff: present({
        id: view.text('handoffId') ?? view.span.spanId,
        reason: view.text('handoffReason'),
        sourceAgentKey: view.text('handoffSource'),
        targetAgentKey: view.text('handoffTarget'),
        targetRunId: view.text('handoffTargetRun'),
      }),
    }),
    input: (view) => view.json('input'),
    output: (view) => view.json('output'),
  },
};

/** The events of one span, but for those of its run. */
export function eventsOfSpan(story: StorySpan, frame: Frame): AgentEvent[] {
  const { kind, view } = story;
  const telling = TELLINGS[kind];
  const facts = telling.facts(view, story);
  const answered = kind === 'mcp' && view.text('errorType') === 'tool_error';
  const outcome: Outcome = answered ? 'completed' : outcomeOf(view);
  const completed = outcome === 'completed';
  const input = telling.input(view);
  const output = telling.output(view);
  const begun = frame.begin(telling.started, present({ ...facts, input }));
  const ending: Facts = {
    ...facts,
    outcome,
    ...(hasError(telling, outcome) && { error: error(view) }),
  };
  if (completed) Object.assign(ending, { output, ...telling.ending?.(view, output) });
  if (answered) ending['isError'] = true;
  const events = [
    begun,
    frame.end(completed ? telling.completed : telling.failed, begun, present(ending)),
  ];
  if (telling.record !== undefined) {
    const { output: _, ...record } = ending;
    events.push(frame.end(telling.record, begun, present(record)));
  }
  return events;
}

/** The catalog wants an error of every failure but an action's that was refused or given up. */
function hasError({ started }: Telling, outcome: Outcome): boolean {
  return outcome !== 'completed' && (IS_ERROR[outcome] || started !== 'agent.action.requested');
}

export function error(view: SpanView): JsonObject {
  return errorOf(view) as unknown as JsonObject;
}

function action(view: SpanView): Facts {
  const resourceType = view.text('resourceType');
  return {
    action: present({ type: view.text('actionType') ?? 'execute', name: view.text('actionName') }),
    ...(resourceType !== undefined && {
      resource: present({ type: resourceType, externalId: view.text('resourceId') }),
    }),
  };
}
