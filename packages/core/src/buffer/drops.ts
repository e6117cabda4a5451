/** Every way in which an event can be lost on purpose. Fixed: receivers and dashboards know them. */
export const dropReasons = [
  'buffer_full',
  'spool_full',
  'spool_error',
  'too_large',
  'serialise_error',
  'redaction_error',
  'sampled',
  'hook',
  'rejected',
  'expired',
  'corrupt',
  'shutdown_timeout',
] as const;

export type DropReason = (typeof dropReasons)[number];

export interface DropCount {
  readonly events: number;
  readonly bytes: number;
}

export type DropCounts = Readonly<Partial<Record<DropReason, DropCount>>>;

/**
 * Counts losses by reason, since the start: figures only grow, so a lost report is made good by the
 * next one.
 *
 * @example
 * drops.count('sampled');
 * drops.snapshot(); // { sampled: { events: 1, bytes: 0 } }
 */
export interface Drops {
  /** `bytes` is the JSON's UTF-8 length, 0 where the event was never serialised. */
  count(reason: DropReason, events?: number, bytes?: number): void;
  snapshot(): DropCounts;
  /** All reasons together. */
  total(): DropCount;
}

/** `changed` hears of each count as it is made, after it was added. */
export function createDrops(
  changed?: (reason: DropReason, events: number, bytes: number) => void,
): Drops {
  const counts = new Map<DropReason, { events: number; bytes: number }>();
  return {
    count(reason, events = 1, bytes = 0) {
      if (events === 0) return;
      const count = counts.get(reason) ?? { events: 0, bytes: 0 };
      count.events += events;
      count.bytes += bytes;
      counts.set(reason, count);
      changed?.(reason, events, bytes);
    },
    snapshot: () =>
      Object.fromEntries([...counts].map(([reason, count]) => [reason, { ...count }])),
    total() {
      const total = { events: 0, bytes: 0 };
      for (const { events, bytes } of counts.values()) {
        total.events += events;
        total.bytes += bytes;
      }
      return total;
    },
  };
}
