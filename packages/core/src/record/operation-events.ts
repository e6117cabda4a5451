import type { AgentEvent, JsonObject } from '@heddle/events';
import { KIND_EVENTS } from '../scopes/kinds.ts';
import type { Operation } from '../scopes/operation.ts';
import { envelope, place, placeStep, type EventDraft } from './envelope.ts';
import { modelFields } from './model-fields.ts';

/** The event that says that a piece of work began. */
export function startEvent(operation: Operation): AgentEvent {
  const event = draft(operation, KIND_EVENTS[operation.kind].started, operation.startedAt, 0);
  operation.startEventId = event['eventId'] as string;
  addFacts(event, operation);
  addPayload(event, operation, 'input', operation.input);
  operation.input = undefined;
  return event as unknown as AgentEvent;
}

/** The events that say how it ended: one, or two where the kind has a record of its own. */
export function endEvents(operation: Operation): AgentEvent[] {
  const { completed, failed } = KIND_EVENTS[operation.kind];
  const record = operation.recordType;
  const type = operation.outcome === 'completed' ? completed : failed;
  const event = draft(operation, type, operation.endedAt, 0);
  addFacts(event, operation);
  addEnding(event, operation);
  const output = outputOf(operation);
  if (output !== undefined) addPayload(event, operation, 'output', output);
  operation.output = undefined;
  operation.items = undefined;
  if (record === undefined) return [event as unknown as AgentEvent];

  const invocation = draft(operation, record, operation.endedAt, 1);
  addFacts(invocation, operation);
  addEnding(invocation, operation);
  if (operation.kind === 'mcp') addListedTools(invocation, operation);
  return [event, invocation] as unknown as AgentEvent[];
}

function draft(operation: Operation, type: string, at: number, offset: number): EventDraft {
  const ending = operation.startEventId !== undefined;
  const sequence = ending ? operation.endSequence : operation.startSequence;
  const sessionSequence = ending ? operation.endSessionSequence : operation.startSessionSequence;
  const event = envelope(
    operation.instrument,
    type,
    undefined,
    at,
    operation.run,
    operation.session,
    sequence + offset,
    sessionSequence + offset,
  );
  place(event, operation.spanId, operation.parent);
  if (ending) {
    event['parentEventId'] = operation.startEventId;
    event['durationMs'] = roundMs(operation.endedAt - operation.startedAt);
  }
  placeStep(event, operation);
  return event;
}

function addFacts(event: EventDraft, operation: Operation): void {
  const { facts, kind } = operation;
  if (facts.tool !== undefined) event['tool'] = facts.tool;
  if (facts.action !== undefined) event['action'] = facts.action;
  if (facts.resource !== undefined) event['resource'] = facts.resource;
  if (facts.toolCallId !== undefined) event['toolCallId'] = facts.toolCallId;
  if (kind === 'run' && facts.run !== undefined) {
    const { name, role, trigger } = facts.run;
    event['run'] = { name, ...(role && { role }), ...(trigger && { trigger }) };
  }
  if (kind === 'session' && facts.session !== undefined) {
    const { kind: sessionKind, name } = facts.session;
    event['session'] = { kind: sessionKind, ...(name && { name }) };
  }
  if (kind === 'step') event['step'] = { ...operation.step };
  if (kind === 'llm') {
    event['model'] = facts.model ?? {};
    event['llm'] = facts.llm ?? {};
  }
  if (kind === 'mcp') event['mcp'] = facts.mcp ?? {};
  if (kind === 'handoff') event['handoff'] = operation.details?.['handoff'] ?? facts.handoff ?? {};
  if (facts.metadata !== undefined) event['metadata'] = facts.metadata;
  if (facts.payloadSummary !== undefined) event['payloadSummary'] = facts.payloadSummary;
}

function addEnding(event: EventDraft, operation: Operation): void {
  const { details, kind, outcome } = operation;
  event['outcome'] = outcome;
  if (operation.error !== undefined) event['error'] = operation.error;
  const metadata = details?.['metadata'];
  if (metadata !== undefined)
    event['metadata'] = { ...operation.facts.metadata, ...(metadata as JsonObject) };
  if (operation.totals !== undefined) Object.assign(event, operation.totals);
  if (kind === 'llm') Object.assign(event, modelFields(operation));
  if (kind === 'mcp') {
    for (const key of ['isError', 'requestCount'] as const) {
      if (details?.[key] !== undefined) event[key] = details[key];
    }
    const mcp = details?.['mcp'];
    if (mcp !== undefined) event['mcp'] = { ...(event['mcp'] as object), ...(mcp as object) };
  }
}

function addListedTools(event: EventDraft, operation: Operation): void {
  const tools = (operation.details?.['tools'] as unknown[] | undefined) ?? [];
  event['tools'] = tools;
  event['toolCount'] = tools.length;
  const fromCache = operation.details?.['fromCache'];
  if (fromCache !== undefined) event['fromCache'] = fromCache;
}

function outputOf(operation: Operation): unknown {
  const recorded = operation.details?.['output'];
  if (recorded !== undefined) return recorded;
  const { itemCount, items, output } = operation;
  if (itemCount === 0 && !operation.brokenOff) return output;
  return {
    items: items ?? [],
    count: itemCount,
    ...(output !== undefined && { returned: output }),
    ...(operation.brokenOff && { brokenOff: true }),
  };
}

/** In `summary` mode what was captured is a description, and belongs to `payloadSummary`. */
function addPayload(
  event: EventDraft,
  operation: Operation,
  field: 'input' | 'output',
  value: unknown,
): void {
  if (value === undefined) return;
  const { captureInput, captureOutput } = operation.work;
  if ((field === 'input' ? captureInput : captureOutput) === 'summary') {
    event['payloadSummary'] = { ...(event['payloadSummary'] as object), [field]: value };
  } else {
    event[field] = value;
  }
}

function roundMs(ms: number): number {
  return Math.max(0, Math.round(ms * 1000) / 1000);
}
