import { normalizeEvent, validateEvents, type AnyEvent } from '@heddle/events';
import { arrivalMark } from '../store/same-event.ts';
import type { IncomingEvent } from '../store/store.ts';
import type { Dialect, ItemContext } from './dialect.ts';

/** What one item of a request turned out to be. */
export type ReadItem =
  | {
      readonly status: 'events';
      readonly events: readonly IncomingEvent[];
      readonly warnings: readonly string[];
    }
  | {
      readonly status: 'invalid' | 'too_large';
      readonly reason: string;
      readonly eventId?: string;
      /** What was sent, for the quarantine. */
      readonly body: string;
    };

export interface ItemRules {
  readonly dialects: readonly Dialect[];
  readonly bytesPerEvent: number;
}

/** Longer ids are somebody's payload. */
const longestId = 512;

/** Reads one item from its JSON text: syntax, dialect, missing ids, validation. Never throws. */
export function readItem(text: string, rules: ItemRules, context: ItemContext): ReadItem {
  let item: unknown;
  try {
    item = JSON.parse(text);
  } catch {
    return { status: 'invalid', reason: 'This is not JSON.', body: text };
  }
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    return { status: 'invalid', reason: 'An event is a JSON object.', body: text };
  }
  const record = item as Record<string, unknown>;
  const dialect = rules.dialects.find((candidate) => candidate.recognises(record));
  const own = dialect === undefined ? [record] : dialect.toEvents(record, context);
  const events: IncomingEvent[] = [];
  const warnings: string[] = [];
  const asSent = dialect === undefined && isInOurSpelling(text) && isComplete(record);
  for (const event of own) {
    const complete = asSent ? record : completed(event, text, context);
    const { previews } = validateEvents(complete, { now: context.receivedAt });
    const problem = previews[0]?.problems[0]?.message ?? longId(complete);
    if (problem !== undefined) {
      return { status: 'invalid', reason: problem, body: text, ...idOf(complete) };
    }
    warnings.push(...(previews[0]?.warnings ?? []));
    const json = asSent ? text.trim() : JSON.stringify(complete);
    if (json.length > rules.bytesPerEvent) {
      const reason = `The event is larger than ${rules.bytesPerEvent} bytes.`;
      return { status: 'too_large', reason, body: text, ...idOf(complete) };
    }
    events.push({ event: complete as unknown as AnyEvent, json });
  }
  return { status: 'events', events, warnings };
}

const snakeCaseKey = /_\w*"\s*:/;

/**
 * True when there is nothing to rename, no null to take away and no line break to remove, as in
 * whatever our SDK sends. Such an event is kept as the bytes it came in: writing it anew costs more
 * than reading it, and would round numbers that are too long for JavaScript.
 */
function isInOurSpelling(text: string): boolean {
  if (text.includes('\n') || text.includes('\r') || text.includes('null')) return false;
  return !text.includes('_') || !snakeCaseKey.test(text);
}

function isComplete(event: Record<string, unknown>): boolean {
  return event['eventId'] !== undefined && event['timestamp'] !== undefined;
}

/** In our spelling, with an id and a time if it came without. */
function completed(event: object, text: string, context: ItemContext): Record<string, unknown> {
  const normalized = normalizeEvent(event);
  if (normalized['eventId'] === undefined) normalized['eventId'] = context.idFrom(text);
  if (normalized['timestamp'] === undefined) {
    normalized['timestamp'] = new Date(context.receivedAt).toISOString();
    normalized[arrivalMark] = true;
  }
  return normalized;
}

function longId(event: Record<string, unknown>): string | undefined {
  for (const name of ['runId', 'sessionId', 'parentRunId']) {
    const id = event[name];
    if (typeof id === 'string' && (id === '' || id.length > longestId)) {
      return `${name}: expected between 1 and ${longestId} characters, found ${id.length}.`;
    }
  }
  return undefined;
}

function idOf({ eventId }: Record<string, unknown>): { eventId?: string } {
  return typeof eventId === 'string' ? { eventId } : {};
}
