import type { InferFields } from './schema/schema.ts';
import { spanId, timestamp, traceId, uuid } from './schema/formats.ts';
import { integer, jsonRecord, number, optional, string } from './schema/vocabulary.ts';

/** The fields that every event has or may have. Those of the seeds are spelt as there. */
export const envelope = {
  type: string('What happened, such as `agent.tool.called`.', { minLength: 1 }),
  eventId: string('Unique id of the event; a second event with it is a duplicate.', uuid),
  timestamp: string('When it happened.', timestamp),
  agentKey: string('Which agent it happened in.', { minLength: 1 }),
  schemaVersion: optional(string('The version of this catalog.')),
  agentId: optional(string('The id under which a collector registered the agent.')),
  agentVersionId: optional(string('The id under which a collector registered its version.')),
  environment: optional(string('Environment tag, such as `production`.')),
  runId: optional(string('The run it belongs to.')),
  sessionId: optional(string('The session it belongs to.')),
  sequenceNumber: optional(
    integer('Order within the run: 1, 2, 3 … A gap is a loss.', { minimum: 1 }),
  ),
  sessionSequenceNumber: optional(
    integer('Order within the session. Increasing; an effect comes after its cause.', {
      minimum: 1,
    }),
  ),
  stepKey: optional(string('The workflow step it happened in.')),
  stepName: optional(string('The name of that step, for people.')),
  stepIndex: optional(integer('The position of that step in its workflow.', { minimum: 0 })),
  traceId: optional(string('W3C trace id.', traceId)),
  spanId: optional(string('W3C span id of the work the event is about.', spanId)),
  parentSpanId: optional(string('W3C span id of the work around it.', spanId)),
  parentEventId: optional(string('On an ending: the event that began it.', uuid)),
  causedByEventId: optional(string('The event that led to this one.', uuid)),
  parentRunId: optional(string('The run that started this run.')),
  durationMs: optional(number('How long it took, in milliseconds.', { unit: 'ms' })),
  payloadSummary: optional(jsonRecord('Redacted summary of the payload. Keys are yours.')),
  metadata: optional(jsonRecord('Whatever you want to keep with the event. Keys are yours.')),
  instanceId: optional(string('The process that emitted it.')),
};

/** The fields that every event has or may have, whatever its type. */
export interface EventEnvelope extends InferFields<typeof envelope> {}
