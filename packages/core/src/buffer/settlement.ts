import type { EventResult, SendResult } from '../transport/transport.ts';
import type { QueuedEvent } from './buffer.ts';
import type { Pace } from './pace.ts';
import { halve, type Parcel } from './parcel.ts';
import { decide } from './retry-policy.ts';

export interface Refusal {
  readonly entry: QueuedEvent;
  readonly reason: 'too_large' | 'rejected';
  readonly message: string;
}

/** What one answer means for each event of a parcel. Every event is in exactly one of the three. */
export interface Settlement {
  readonly delivered: readonly QueuedEvent[];
  readonly refused: readonly Refusal[];
  /** To be sent again; the parcel itself, unchanged, when `whole`. */
  readonly again: readonly (readonly QueuedEvent[])[];
  readonly whole: boolean;
  readonly message: string;
  /** Present when the destination has to be left alone for a while. */
  readonly wait?: { readonly ms: number; readonly asked: boolean };
}

export function settlementOf(
  parcel: Parcel,
  result: SendResult,
  pace: Pace,
  random: () => number,
): Settlement {
  const { entries } = parcel;
  const message = 'reason' in result ? result.reason : 'the receiver left some events out';
  const none = { delivered: [], refused: [], again: [], whole: false, message };
  const verdict = decide(
    result,
    {
      events: entries.length,
      failures: pace.failures + 1,
      suspicions: parcel.suspicions,
      receiverWorks: pace.successes > parcel.successesBefore,
    },
    random,
  );
  switch (verdict.do) {
    case 'acknowledge':
      return { ...none, delivered: entries };
    case 'sort':
      return { ...none, ...sorted(entries, verdict.results, verdict.waitMs) };
    case 'repeat':
      return {
        ...none,
        again: [entries],
        whole: true,
        wait: { ms: verdict.waitMs, asked: verdict.asked },
      };
    case 'split': {
      const again = halve(entries, verdict.by);
      if (verdict.waitMs === 0) return { ...none, again };
      return { ...none, again, wait: { ms: verdict.waitMs, asked: false } };
    }
    case 'quarantine': {
      const { reason } = verdict;
      return { ...none, refused: entries.map((entry) => ({ entry, reason, message })) };
    }
  }
}

function sorted(
  entries: readonly QueuedEvent[],
  results: readonly EventResult[],
  waitMs: number,
): Partial<Settlement> {
  const delivered: QueuedEvent[] = [];
  const refused: Refusal[] = [];
  const left: QueuedEvent[] = [];
  for (const [index, entry] of entries.entries()) {
    const result = results[index];
    if (result === undefined || result.status === 'retry') left.push(entry);
    else if (result.status !== 'refused') delivered.push(entry);
    else refused.push({ entry, reason: 'rejected', message: result.reason });
  }
  if (left.length === 0) return { delivered, refused };
  const whole = left.length === entries.length;
  return { delivered, refused, again: [left], whole, wait: { ms: waitMs, asked: false } };
}
