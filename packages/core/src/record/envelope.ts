import { SCHEMA_VERSION } from '@heddle/events';
import type { RunState, Scope, SessionState } from '../context/scope.ts';
import type { Instrument } from '../instrument.ts';

/** An event under construction: the envelope first, the type's own fields after it. */
export type EventDraft = Record<string, unknown>;

/**
 * The fields that every event carries. Absent facts are absent keys: an event says nothing it does
 * not know.
 */
export function envelope(
  instrument: Instrument,
  type: string,
  eventId: string | undefined,
  at: number,
  run: RunState | undefined,
  session: SessionState | undefined,
  sequence: number,
  sessionSequence: number,
): EventDraft {
  const { agent } = instrument;
  const epochMs = instrument.wallAt(at);
  const event: EventDraft = {
    type,
    schemaVersion: SCHEMA_VERSION,
    eventId: eventId ?? instrument.ids.uuid(Math.trunc(epochMs)),
    timestamp: isoTime(epochMs),
    agentKey: run?.agentKey ?? agent.key,
  };
  if (agent.id !== undefined) event['agentId'] = agent.id;
  if (agent.versionId !== undefined) event['agentVersionId'] = agent.versionId;
  const environment = run?.environment ?? agent.environment;
  if (environment !== undefined) event['environment'] = environment;
  event['instanceId'] = instrument.instanceId;
  if (run !== undefined) {
    event['runId'] = run.id;
    if (run.parentRunId !== undefined) event['parentRunId'] = run.parentRunId;
    if (sequence > 0) event['sequenceNumber'] = sequence;
    event['traceId'] = run.traceId;
  }
  if (session !== undefined) {
    event['sessionId'] = session.id;
    if (sessionSequence > 0) event['sessionSequenceNumber'] = sessionSequence;
  }
  return event;
}

/** Where an event stands: its span, its parent's span and the step around it. */
export function place(
  event: EventDraft,
  spanId: string | undefined,
  parent: Scope | undefined,
): void {
  if (spanId !== undefined) event['spanId'] = spanId;
  if (parent !== undefined && parent.kind !== 'session' && parent.kind !== 'detached') {
    event['parentSpanId'] = parent.spanId;
  }
}

export function placeStep(event: EventDraft, scope: Scope | undefined): void {
  const step = scope?.step;
  if (step === undefined) return;
  event['stepKey'] = step.key;
  if (step.name !== undefined) event['stepName'] = step.name;
  if (step.index !== undefined) event['stepIndex'] = step.index;
}

let lastMs = Number.NaN;
let lastIso = '';

/** ISO 8601 with milliseconds. Many events share one, and formatting is dear. */
function isoTime(epochMs: number): string {
  const ms = Math.trunc(epochMs);
  if (ms !== lastMs) {
    lastMs = ms;
    lastIso = new Date(ms).toISOString();
  }
  return lastIso;
}
