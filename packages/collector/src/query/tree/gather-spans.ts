import type { AnyEvent } from '@heddle/events';
import type { TreeNodeKind } from '../../api-types.ts';
import { describeEvent, type EventPart } from './describe-event.ts';

/** A piece of work and the events that tell of it. */
export interface Span {
  readonly id: string;
  readonly kind: TreeNodeKind;
  readonly runId: string;
  readonly agentKey: string;
  readonly spanId: string | undefined;
  readonly parts: { readonly event: AnyEvent; readonly part: EventPart; readonly time: number }[];
  /** What it hangs below, in the order in which that is tried. */
  readonly parents: readonly string[];
}

/** The node of a run: it is there even when the run's own events are not. */
export function runNodeId(runId: string): string {
  return `run ${runId}`;
}

/**
 * Puts the events of runs together into pieces of work: by span where events carry one, else an
 * ending goes to its beginning (`parentEventId`), else to the last open beginning of its name.
 */
export function gatherSpans(events: readonly AnyEvent[]): Map<string, Span> {
  const spans = new Map<string, Span>();
  const began = new Map<string, string>();
  const open = new Map<string, string[]>();
  for (const event of events) {
    const part = describeEvent(event);
    if (part === undefined) continue;
    const id = idOf(event, part, began, open);
    began.set(event.eventId, id);
    const entry = { event, part, time: Date.parse(event.timestamp) };
    const span = spans.get(id);
    if (span === undefined) spans.set(id, newSpan(id, event, part, entry));
    else span.parts.push(entry);
  }
  return spans;
}

function idOf(
  event: AnyEvent,
  part: EventPart,
  began: ReadonlyMap<string, string>,
  open: Map<string, string[]>,
): string {
  if (part.kind === 'run' && event.runId !== undefined) return runNodeId(event.runId);
  if (part.phase === 'point') return `event ${event.eventId}`;
  // An approval waits inside the work that needs it, and shares its span.
  const name = part.kind === 'approval' ? approvalOf(event) : part.name;
  if (event.spanId !== undefined && part.kind !== 'approval') return `span ${event.spanId}`;
  const beginning = event.parentEventId === undefined ? undefined : began.get(event.parentEventId);
  if (beginning !== undefined && part.phase === 'end' && part.kind !== 'approval') return beginning;
  const line = `${event.runId ?? ''} ${part.kind} ${name}`;
  const waiting = open.get(line) ?? [];
  open.set(line, waiting);
  const own = `event ${event.eventId}`;
  if (part.phase === 'end') return waiting.pop() ?? own;
  waiting.push(own);
  return own;
}

function approvalOf(event: AnyEvent): string {
  return 'approval' in event ? (event.approval as { approvalId: string }).approvalId : '';
}

function newSpan(id: string, event: AnyEvent, part: EventPart, entry: Span['parts'][number]): Span {
  const runId = event.runId ?? '';
  const own = event.spanId === undefined ? undefined : `span ${event.spanId}`;
  const around = event.parentSpanId === undefined ? undefined : `span ${event.parentSpanId}`;
  // Points and approvals name the span they happened in; bars name themselves.
  const within = id === own || part.kind === 'run' ? [] : [own];
  const run =
    part.kind === 'run'
      ? event.parentRunId === undefined
        ? []
        : [runNodeId(event.parentRunId)]
      : [runNodeId(runId)];
  return {
    id,
    kind: part.kind,
    runId,
    agentKey: event.agentKey,
    spanId: event.spanId,
    parts: [entry],
    parents: [...within, around, ...run].filter((parent) => parent !== undefined),
  };
}
