import type { EventResult, SendResult } from '../transport/transport.ts';

const second = 1000;
export const retryBaseMs: number = second;
const ceilingMs = 300 * second;
const pauseMs = 300 * second;
const spreadMs = 30 * second;
const longestRetryAfterMs = 3600 * second;

/** A receiver's "internal error" that comes back this often alone is about the event, not the weather. */
const suspicionsToSplit = 4;
const suspicionsToSetAside = 8;

/** What the sender must do after an answer. Waiting applies to the whole destination. */
export type Verdict =
  | { readonly do: 'acknowledge' }
  | { readonly do: 'sort'; readonly results: readonly EventResult[]; readonly waitMs: number }
  /** `asked`: the wait is the receiver's wish, or a person has to act first. */
  | { readonly do: 'repeat'; readonly waitMs: number; readonly asked: boolean }
  | { readonly do: 'split'; readonly by: 'bytes' | 'events'; readonly waitMs: number }
  | { readonly do: 'quarantine'; readonly reason: 'too_large' | 'rejected' };

export interface Attempt {
  readonly events: number;
  /** Answers in a row, this one included, that took nothing. */
  readonly failures: number;
  /** How often the receiver failed at this very batch in a way that may be the batch's own doing. */
  readonly suspicions: number;
  /** Whether the receiver has taken anything since it first failed at this batch. */
  readonly receiverWorks: boolean;
}

/**
 * Decides by the answer alone: no clock, no state, no I/O.
 *
 * - `retry`: full jitter, 1 s doubling to 5 min. What the receiver asks for is a minimum, at most 1 h.
 * - `pause`: 5 min, since soon cannot help.
 * - `too_large`, `refused`: halves until the culprit is alone, then sets it aside.
 */
export function decide(result: SendResult, attempt: Attempt, random: () => number): Verdict {
  const alone = attempt.events === 1;
  switch (result.status) {
    case 'delivered':
      return { do: 'acknowledge' };
    case 'partial': {
      const { results } = result;
      const taken = results.filter(({ status }) => status === 'stored' || status === 'duplicate');
      const complete = results.length >= attempt.events && results.every(isFinal);
      const failures = taken.length > 0 ? 1 : attempt.failures;
      return { do: 'sort', results, waitMs: complete ? 0 : backoff(failures, random) };
    }
    case 'retry': {
      if (result.pause) return { do: 'repeat', waitMs: pauseMs + random() * spreadMs, asked: true };
      const waitMs = atLeast(result.afterMs) + backoff(attempt.failures, random);
      if (result.suspect && attempt.receiverWorks) {
        if (!alone) return { do: 'split', by: 'events', waitMs: 0 };
        if (attempt.suspicions >= suspicionsToSetAside)
          return { do: 'quarantine', reason: 'rejected' };
      }
      if (!alone && attempt.suspicions >= suspicionsToSplit)
        return { do: 'split', by: 'events', waitMs };
      return { do: 'repeat', waitMs, asked: result.afterMs !== undefined };
    }
    case 'too_large':
      return alone
        ? { do: 'quarantine', reason: 'too_large' }
        : { do: 'split', by: 'bytes', waitMs: 0 };
    case 'refused':
      return alone
        ? { do: 'quarantine', reason: 'rejected' }
        : { do: 'split', by: 'events', waitMs: 0 };
  }
}

function isFinal({ status }: EventResult): boolean {
  return status !== 'retry';
}

/** Full jitter: anywhere between now and a ceiling that doubles, so that many clients spread out. */
function backoff(failures: number, random: () => number): number {
  return random() * Math.min(ceilingMs, retryBaseMs * 2 ** (failures - 1));
}

/** Told "0" still means that something was wrong, so it waits at least the base. */
function atLeast(afterMs: number | undefined): number {
  if (afterMs === undefined || Number.isNaN(afterMs)) return 0;
  return Math.min(longestRetryAfterMs, Math.max(retryBaseMs, afterMs));
}
