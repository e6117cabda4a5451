import { toUSVString } from 'node:util';
import { isAgentEvent, type AgentEvent, type AnyEvent, type EventOf } from '@heddle/events';
import type { CountedKind, EventFacts, RunFacts, SessionFacts, TokenFacts } from './event-facts.ts';
import { statusOfOutcome } from './run-status.ts';

/** A clock may be a little ahead of ours; further ahead, its times would top every list. */
const toleratedSkewMs = 5 * 60_000;

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
type Own = Pick<Mutable<EventFacts>, 'counted' | 'name' | 'failed'> &
  Partial<Pick<Mutable<EventFacts>, 'tokens' | 'run' | 'session' | 'handoff' | 'drops'>>;

/**
 * Reads from a validated event what stores keep beside it.
 *
 * @example factsOf(event, Date.now()).counted // 'tools'
 */
export function factsOf(event: AnyEvent, receivedAt: number): EventFacts {
  const own: Own = isAgentEvent(event) ? ownFacts(event) : plain('other');
  const facts: Mutable<EventFacts> = {
    counted: own.counted,
    name: word(own.name),
    failed: own.failed,
    eventId: event.eventId,
    type: word(event.type),
    time: timeOf(event.timestamp, receivedAt),
    receivedAt,
    sequence: event.sequenceNumber ?? 0,
    sessionSequence: event.sessionSequenceNumber ?? 0,
    agentKey: word(event.agentKey),
    environment: event.environment === undefined ? '' : word(event.environment),
  };
  // Assigned one by one: this runs for every event, and spreads of small objects are dear.
  if (event.runId !== undefined) facts.runId = clean(event.runId);
  if (event.sessionId !== undefined) facts.sessionId = clean(event.sessionId);
  if (event.parentRunId !== undefined) facts.parentRunId = clean(event.parentRunId);
  if (event.agentVersionId !== undefined) facts.agentVersionId = clean(event.agentVersionId);
  if (event.traceId !== undefined) facts.traceId = event.traceId;
  if (isDuration(event.durationMs)) facts.durationMs = event.durationMs;
  if (own.tokens !== undefined) facts.tokens = own.tokens;
  if (own.run !== undefined) facts.run = own.run;
  if (own.session !== undefined) facts.session = own.session;
  if (own.handoff !== undefined) facts.handoff = own.handoff;
  if (own.drops !== undefined) facts.drops = own.drops;
  return facts;
}

/** Never sort or expire by a client's clock alone: a time in the future is the time it came. */
export function timeOf(timestamp: string, receivedAt: number): number {
  const time = Date.parse(timestamp);
  return Number.isFinite(time) && time <= receivedAt + toleratedSkewMs ? time : receivedAt;
}

const longestWord = 200;

/** Words are counted and listed: nobody needs a megabyte of one. */
function word(text: string): string {
  return clean(text.length > longestWord ? `${text.slice(0, longestWord - 1)}…` : text);
}

const hostile = /[\0\ud800-\udfff]/;

/** SQLite's drivers cut text at NUL and cannot hold half a character; the event's JSON can. */
function clean(text: string): string {
  return hostile.test(text) ? toUSVString(text).replaceAll('\0', '\u2400') : text;
}

function ownFacts(event: AgentEvent): Own {
  switch (event.type) {
    case 'agent.run.started':
      return { ...plain('other'), run: runFacts(event) };
    case 'agent.run.completed':
    case 'agent.run.failed':
      return counted('runs', event.run.name, event, { run: runFacts(event) });
    case 'agent.session.started':
    case 'agent.session.completed':
    case 'agent.session.failed':
      return { ...plain('other'), failed: isFailure(event), session: sessionFacts(event) };
    case 'agent.llm.completed':
      return counted('models', modelOf(event), event, { tokens: tokenFacts(event) });
    case 'agent.llm.failed':
      return counted('models', modelOf(event), event);
    case 'agent.tool.called':
      return counted('tools', event.tool.name, event);
    case 'agent.mcp.completed':
      return {
        ...counted('mcp', mcpName(event), event),
        failed: event.isError === true || isFailure(event),
      };
    case 'agent.mcp.failed':
      return counted('mcp', mcpName(event), event);
    case 'agent.workflow.step.completed':
    case 'agent.workflow.step.failed':
      return counted('steps', event.step.name ?? event.step.key, event);
    case 'agent.handoff.requested':
    case 'agent.handoff.accepted':
    case 'agent.handoff.completed':
    case 'agent.handoff.failed':
      return { ...plain('other'), failed: isFailure(event), handoff: handoffFacts(event) };
    case 'agent.error':
      return { ...plain('other'), failed: true };
    case 'agent.telemetry.dropped':
      return { ...plain('other'), drops: dropFacts(event) };
    case 'agent.action.failed':
      return { ...plain('other'), failed: isFailure(event) };
    case 'agent.action.requested':
    case 'agent.action.completed':
    case 'agent.resource.touched':
    case 'agent.guardrail.evaluated':
    case 'agent.approval.requested':
    case 'agent.approval.resolved':
    case 'agent.workflow.step.started':
    case 'agent.llm.called':
    case 'agent.mcp.called':
    case 'agent.mcp.tools_listed':
    case 'agent.outcome.recorded':
      return plain('other');
    default:
      // Stored by a newer collector and read by an older one.
      return plain('other');
  }
}

function plain(kind: CountedKind): Own {
  return { counted: kind, name: '', failed: false };
}

function counted(kind: CountedKind, name: string, event: AgentEvent, more?: Partial<Own>): Own {
  return { counted: kind, name, failed: isFailure(event), ...more };
}

/** Blocked, cancelled and abandoned are endings of their own, not errors. */
function isFailure(event: AgentEvent): boolean {
  return 'outcome' in event && event.outcome === 'failed';
}

function modelOf({ model }: { model: { name?: string; responseName?: string } }): string {
  return model.name ?? model.responseName ?? '';
}

function mcpName({ mcp }: EventOf<'agent.mcp.completed' | 'agent.mcp.failed'>): string {
  return `${mcp.server} ${mcp.tool ?? mcp.method}`;
}

function tokenFacts({ usage, costUsd }: EventOf<'agent.llm.completed'>): TokenFacts {
  const inputTokens = usage.inputTokens ?? 0;
  const outputTokens = usage.outputTokens ?? 0;
  return {
    inputTokens,
    outputTokens,
    cachedInputTokens: usage.cachedInputTokens ?? 0,
    reasoningTokens: usage.reasoningTokens ?? 0,
    totalTokens: usage.totalTokens ?? inputTokens + outputTokens,
    costNano: Math.round((costUsd ?? 0) * 1e9),
  };
}

type RunEvent = EventOf<'agent.run.started' | 'agent.run.completed' | 'agent.run.failed'>;

function runFacts(event: RunEvent): RunFacts {
  const { name, role, trigger } = event.run;
  return {
    name,
    ...given('role', role),
    ...given('trigger', trigger),
    status: event.type === 'agent.run.started' ? 'running' : statusOfOutcome(event.outcome),
    ...('error' in event ? { errorMessage: event.error.message } : {}),
  };
}

type SessionEvent = EventOf<
  'agent.session.started' | 'agent.session.completed' | 'agent.session.failed'
>;

function sessionFacts(event: SessionEvent): SessionFacts {
  const { kind, name } = event.session;
  return {
    kind,
    ...given('name', name),
    status: event.type === 'agent.session.started' ? 'running' : statusOfOutcome(event.outcome),
    ...('error' in event ? { errorMessage: event.error.message } : {}),
  };
}

type HandoffEvent = EventOf<
  | 'agent.handoff.requested'
  | 'agent.handoff.accepted'
  | 'agent.handoff.completed'
  | 'agent.handoff.failed'
>;

function handoffFacts({ type, handoff }: HandoffEvent): NonNullable<EventFacts['handoff']> {
  const { id, reason, sourceAgentKey, sourceRunId, targetAgentKey, targetRunId } = handoff;
  return {
    handoffId: id,
    status: type.slice('agent.handoff.'.length) as 'requested',
    ...given('reason', reason),
    ...given('sourceAgentKey', sourceAgentKey),
    ...given('sourceRunId', sourceRunId),
    ...given('targetAgentKey', targetAgentKey),
    ...given('targetRunId', targetRunId),
  };
}

function dropFacts(event: EventOf<'agent.telemetry.dropped'>): NonNullable<EventFacts['drops']> {
  return {
    instanceId: event.instanceId ?? event.agentKey,
    reasons: Object.entries(event.drops).map(([reason, { events, bytes }]) => ({
      reason,
      events,
      bytes,
    })),
  };
}

function isDuration(durationMs: number | undefined): durationMs is number {
  return durationMs !== undefined && durationMs >= 0;
}

/** A property that is there only when it is known, as `exactOptionalPropertyTypes` asks. */
function given<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { [K in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value };
}
