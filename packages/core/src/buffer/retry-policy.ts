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

/** What the sender must do after an answer. */
export interface Plan {
  /**
   * `sort`: by the results per event. `repeat`: the same batch again. `halve_…`: two batches of it,
   * cut by that measure. `too_large` and `rejected`: set aside, it will never be taken.
   */
  readonly fate:
    | 'delivered'
    | 'sort'
    | 'repeat'
    | 'halve_bytes'
    | 'halve_events'
    | 'too_large'
    | 'rejected';
  /** How long to leave the whole destination alone; absent: not at all. */
  readonly waitMs?: number;
  /** The wait is the receiver's wish, or a person has to act first. */
  readonly asked?: boolean;
}

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
export function decide(result: SendResult, attempt: Attempt, random: () => number): Plan {
  const alone = attempt.events === 1;
  switch (result.status) {
    case 'delivered':
      return { fate: 'delivered' };
    case 'partial': {
      const { results } = result;
      if (results.length >= attempt.events && results.every(isFinal)) return { fate: 'sort' };
      const failures = results.some(isTaken) ? 1 : attempt.failures;
      return { fate: 'sort', waitMs: backoff(failures, random) };
    }
    case 'retry': {
      if (result.pause) {
        return { fate: 'repeat', waitMs: pauseMs + random() * spreadMs, asked: true };
      }
      const { suspicions, receiverWorks } = attempt;
      const waitMs = atLeast(result.afterMs) + backoff(attempt.failures, random);
      if (result.suspect && receiverWorks) {
        if (!alone) return { fate: 'halve_events' };
        if (suspicions >= suspicionsToSetAside) return { fate: 'rejected' };
      }
      const fate = !alone && suspicions >= suspicionsToSplit ? 'halve_events' : 'repeat';
      return { fate, waitMs, asked: result.afterMs !== undefined };
    }
    case 'too_large':
      return { fate: alone ? 'too_large' : 'halve_bytes' };
    case 'refused':
      return { fate: alone ? 'rejected' : 'halve_events' };
  }
}

function isTaken({ status }: EventResult): boolean {
  return status === 'stored' || status === 'duplicate';
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
