import type { DropCounts } from './drops.ts';
import type { SpoolDiagnostics } from './spool.ts';

/** What a flush achieved. */
export interface FlushReport {
  /** Everything accepted before the call is acknowledged, set aside or counted as dropped. */
  readonly complete: boolean;
  /** Still in memory, those accepted after the call included. */
  readonly queued: number;
  /** On disk and not in memory; they will be sent later. */
  readonly spooled: number;
}

/**
 * At any moment
 * `accepted + adopted = delivered + dropped + queue + spooled + quarantined + surrendered`, in events.
 */
export interface DestinationDiagnostics {
  readonly name: string;
  /** `waiting`: backing off. `paused`: a person must look (a wrong key, a wrong address). */
  readonly state: 'ready' | 'waiting' | 'paused' | 'closed';
  readonly accepted: number;
  /** Events of processes that ended, taken over from their spool. */
  readonly adopted: number;
  readonly delivered: number;
  /** Events that another process has taken over from this one, believing it dead. */
  readonly surrendered: number;
  /** Refused by the receiver, and set aside for a person. */
  readonly quarantined: number;
  /** In memory; those being sent included. */
  readonly queue: { readonly events: number; readonly bytes: number };
  /** Only on disk. */
  readonly spooled: { readonly events: number; readonly bytes: number };
  /** Requests without an answer yet. */
  readonly inFlight: number;
  readonly retries: number;
  readonly drops: DropCounts;
  /** `at` in milliseconds since the epoch. */
  readonly lastError?: { readonly message: string; readonly at: number };
  readonly lastDeliveredAt?: number;
  /** Milliseconds until the next attempt may begin; 0 when nothing stands in the way. */
  readonly nextAttemptInMs: number;
}

/** The sum over all destinations, and each of them. */
export interface DeliveryDiagnostics {
  readonly queue: { readonly events: number; readonly bytes: number };
  readonly spooled: { readonly events: number; readonly bytes: number };
  readonly inFlight: number;
  readonly delivered: number;
  readonly quarantined: number;
  readonly retries: number;
  /** Every loss by reason, those before the buffer (sampled, hooks) included. */
  readonly drops: DropCounts;
  readonly lastError?: { readonly message: string; readonly at: number };
  readonly lastDeliveredAt?: number;
  readonly spool?: SpoolDiagnostics;
  readonly destinations: readonly DestinationDiagnostics[];
}

export function sumDiagnostics(
  destinations: readonly DestinationDiagnostics[],
  drops: DropCounts,
  spool: SpoolDiagnostics | undefined,
): DeliveryDiagnostics {
  const sum = (pick: (one: DestinationDiagnostics) => number): number =>
    destinations.reduce((total, one) => total + pick(one), 0);
  const byTime = [...destinations].sort((a, b) => (b.lastError?.at ?? 0) - (a.lastError?.at ?? 0));
  const lastError = byTime[0]?.lastError;
  const lastDeliveredAt = Math.max(...destinations.map((one) => one.lastDeliveredAt ?? 0));
  return {
    queue: { events: sum(({ queue }) => queue.events), bytes: sum(({ queue }) => queue.bytes) },
    spooled: {
      events: sum(({ spooled }) => spooled.events),
      bytes: sum(({ spooled }) => spooled.bytes),
    },
    inFlight: sum(({ inFlight }) => inFlight),
    delivered: sum(({ delivered }) => delivered),
    quarantined: sum(({ quarantined }) => quarantined),
    retries: sum(({ retries }) => retries),
    drops,
    ...(lastError && { lastError }),
    ...(lastDeliveredAt > 0 && { lastDeliveredAt }),
    ...(spool && { spool }),
    destinations,
  };
}

export function sumFlushes(reports: readonly FlushReport[]): FlushReport {
  return reports.reduce((a, b) => ({
    complete: a.complete && b.complete,
    queued: a.queued + b.queued,
    spooled: a.spooled + b.spooled,
  }));
}
