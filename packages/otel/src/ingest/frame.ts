import type { AgentEvent, AgentEventType, JsonObject } from '@heddle/events';
import { SCHEMA_VERSION } from '@heddle/events';
import { derivedId } from './derived-id.ts';
import { present } from './span-facts.ts';
import { outwards, type StorySpan } from './trace-view.ts';

/** What all events of one span have in common. */
export interface Frame {
  /** The event of this type that the span begins with. */
  begin(type: AgentEventType, fields: JsonObject): AgentEvent;
  /** One that it ends with: it points back to `begun`. */
  end(type: AgentEventType, begun: AgentEvent | undefined, fields: JsonObject): AgentEvent;
  readonly agentKey: string;
  readonly runId: string;
}

export function frameOf(story: StorySpan, sessions: ReadonlyMap<string, string>): Frame {
  const { view } = story;
  const { spanId, traceId } = view.span;
  const agentKey =
    inherited(story, 'agentName') ?? string(view.resource['service.name']) ?? 'opentelemetry';
  const runId = inherited(story, 'runId') ?? `otel-${traceId}`;
  const common = present({
    agentKey,
    agentId: view.text('agentId'),
    agentVersionId: view.text('agentVersionId'),
    environment:
      view.text('environment') ??
      string(view.resource['deployment.environment.name']) ??
      string(view.resource['deployment.environment']),
    instanceId: string(view.resource['service.instance.id']),
    runId,
    parentRunId: view.text('parentRunId'),
    sessionId: inherited(story, 'sessionId') ?? sessions.get(traceId),
    traceId,
    spanId,
    parentSpanId: story.parentSpanId,
    stepKey: view.text('stepKey'),
  });
  const make = (type: AgentEventType, atNs: bigint, fields: JsonObject): AgentEvent =>
    ({
      type,
      schemaVersion: SCHEMA_VERSION,
      eventId: derivedId(traceId, spanId, type),
      timestamp: isoTime(atNs),
      ...common,
      ...fields,
    }) as unknown as AgentEvent;
  return {
    agentKey,
    runId,
    begin: (type, fields) => make(type, view.startNs, fields),
    end: (type, begun, fields) =>
      make(type, view.endNs, {
        ...(begun !== undefined && { parentEventId: begun.eventId }),
        durationMs: Number(view.endNs - view.startNs) / 1e6,
        ...fields,
      }),
  };
}

/** What the span says, or the nearest one around it that does. */
function inherited(
  story: StorySpan,
  name: 'agentName' | 'runId' | 'sessionId',
): string | undefined {
  for (const { view } of outwards(story)) {
    const said = view.text(name);
    if (said !== undefined) return said;
  }
  return undefined;
}

/** ISO 8601 to the microsecond: events of one request have no sequence numbers to be ordered by. */
function isoTime(ns: bigint): string {
  const ms = Number(ns / 1_000_000n);
  const date = new Date(ms);
  const iso = Number.isNaN(date.getTime()) ? new Date(0).toISOString() : date.toISOString();
  const micros = Number((ns / 1000n) % 1000n);
  return `${iso.slice(0, -1)}${String(micros).padStart(3, '0')}Z`;
}

function string(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
