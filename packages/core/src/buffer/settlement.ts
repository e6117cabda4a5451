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
  /** To be sent again, in batches; the parcel's own entries when it stays whole. */
  readonly again: readonly (readonly QueuedEvent[])[];
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
  const { entries, suspicions, successesBefore } = parcel;
  const {
    fate,
    waitMs,
    asked = false,
  } = decide(
    result,
    {
      events: entries.length,
      failures: pace.failures + 1,
      suspicions,
      receiverWorks: pace.successes > successesBefore,
    },
    random,
  );
  const message = 'reason' in result ? result.reason : 'the receiver left some events out';
  const settlement: Settlement = {
    delivered: [],
    refused: [],
    again: [],
    message,
    ...(waitMs !== undefined && { wait: { ms: waitMs, asked } }),
  };
  switch (fate) {
    case 'delivered':
      return { ...settlement, delivered: entries };
    case 'sort':
      return { ...settlement, ...sorted(entries, 'results' in result ? result.results : []) };
    case 'repeat':
      return { ...settlement, again: [entries] };
    case 'halve_bytes':
    case 'halve_events':
      return { ...settlement, again: halve(entries, fate === 'halve_bytes' ? 'bytes' : 'events') };
    case 'too_large':
    case 'rejected':
      return { ...settlement, refused: entries.map((entry) => ({ entry, reason: fate, message })) };
  }
}

function sorted(
  entries: readonly QueuedEvent[],
  results: readonly EventResult[],
): Pick<Settlement, 'delivered' | 'refused' | 'again'> {
  const delivered: QueuedEvent[] = [];
  const refused: Refusal[] = [];
  const left: QueuedEvent[] = [];
  for (const [index, entry] of entries.entries()) {
    const result = results[index];
    if (result === undefined || result.status === 'retry') left.push(entry);
    else if (result.status !== 'refused') delivered.push(entry);
    else refused.push({ entry, reason: 'rejected', message: result.reason });
  }
  const again = left.length === entries.length ? entries : left;
  return { delivered, refused, again: left.length > 0 ? [again] : [] };
}
