import type { AgentEvent } from '@heddle/events';
import { eventsOfRun } from './events-of-run.ts';
import { eventsOfSpan } from './events-of-span.ts';
import { frameOf } from './frame.ts';
import { readRequest, type OtlpRequest } from './read-request.ts';
import { readStory, type StorySpan } from './trace-view.ts';

/**
 * Reads an OTLP trace request as events: agents and workflows become runs and steps, model calls,
 * tools and MCP requests what they are. Understood are the conventions of OpenTelemetry (GenAI and
 * MCP, current and v1.36), OpenInference, OpenLLMetry and our own. Spans of anything else are left
 * out.
 *
 * Pure: the same request gives the same events with the same ids, so one that is sent twice is
 * stored once. A trace is one run; the spans of one run may come in several requests, children
 * first. OTLP has no sequence numbers, so the events have none, and are in order of time.
 *
 * @throws {TypeError} when the request is neither OTLP protobuf nor OTLP/JSON.
 * @example
 * const events = eventsFromOtlp(await readBody(request)); // a Buffer: application/x-protobuf
 * const same = eventsFromOtlp(JSON.parse(text)); // application/json
 */
export function eventsFromOtlp(request: OtlpRequest): AgentEvent[] {
  const story = readStory(readRequest(request));
  const sessions = sessionsOf(story);
  const framed = story.map((span) => ({ span, frame: frameOf(span, sessions) }));
  const byRun = new Map<string, StorySpan[]>();
  for (const { frame, span } of framed) {
    const spans = byRun.get(frame.runId) ?? [];
    byRun.set(frame.runId, spans);
    spans.push(span);
  }
  const events: AgentEvent[] = [];
  const endings: AgentEvent[] = [];
  // In order of time, and where two are of one time, a run's beginning first and its ending last.
  for (const { frame, span } of framed.sort((a, b) => compare(a.span, b.span))) {
    const isAgent = span.kind === 'agent' || span.kind === 'workflow';
    if (span.isRun) {
      const [begun, ended] = eventsOfRun(span, frame, byRun.get(frame.runId) ?? []);
      events.push(begun);
      endings.unshift(ended);
    }
    if (!span.isRun || !isAgent) events.push(...eventsOfSpan(span, frame));
  }
  return [...events, ...endings].sort((a, b) =>
    a.timestamp < b.timestamp ? -1 : a.timestamp > b.timestamp ? 1 : 0,
  );
}

function compare({ view: a }: StorySpan, { view: b }: StorySpan): number {
  if (a.startNs !== b.startNs) return a.startNs < b.startNs ? -1 : 1;
  // Of two that began together the longer one is the outer.
  return a.endNs === b.endNs ? 0 : a.endNs > b.endNs ? -1 : 1;
}

/** A conversation that any span of a trace names is that of all of them. */
function sessionsOf(story: readonly StorySpan[]): ReadonlyMap<string, string> {
  const sessions = new Map<string, string>();
  for (const { view } of story) {
    const id = view.text('sessionId');
    if (id !== undefined && !sessions.has(view.span.traceId)) sessions.set(view.span.traceId, id);
  }
  return sessions;
}
