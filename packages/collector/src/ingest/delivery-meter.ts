import type { DeliveryHealth, EventResult } from '../api-types.ts';
import { mergeInto, observe, quantilesOf, type Histogram } from '../event/histogram.ts';
import { timeOf } from '../event/facts-of.ts';
import type { IncomingEvent } from '../store/store.ts';

/** Counts per project what arrived since the collector started, and how late it was. */
export interface DeliveryMeter {
  note(
    project: number,
    results: readonly EventResult[],
    events: readonly IncomingEvent[],
    receivedAt: number,
  ): void;
  read(project: number, now: number): Pick<DeliveryHealth, 'since' | 'received' | 'lag'>;
}

/** Lags are those of the last five to ten minutes: two windows that take turns. */
const windowMs = 5 * 60_000;

interface Window {
  readonly since: number;
  readonly lags: Histogram;
  max: number;
}

interface Counts {
  readonly received: DeliveryHealth['received'];
  current: Window;
  previous: Window;
}

const names = {
  stored: 'stored',
  duplicate: 'duplicates',
  conflict: 'conflicts',
  invalid: 'invalid',
  too_large: 'tooLarge',
} as const;

export function createDeliveryMeter(startedAt: number): DeliveryMeter {
  const projects = new Map<number, Counts>();

  const countsOf = (project: number, now: number): Counts => {
    const counts = projects.get(project) ?? noCounts(now);
    projects.set(project, counts);
    if (now >= counts.current.since + windowMs) {
      const recent = now < counts.current.since + 2 * windowMs;
      counts.previous = recent ? counts.current : newWindow(now);
      counts.current = newWindow(now);
    }
    return counts;
  };

  return {
    note(project, results, events, receivedAt) {
      const { received, current } = countsOf(project, receivedAt);
      for (const { status } of results) received[names[status]] += 1;
      for (const { event } of events) {
        const lag = Math.max(0, receivedAt - timeOf(event.timestamp, receivedAt));
        observe(current.lags, lag);
        current.max = Math.max(current.max, lag);
      }
    },
    read(project, now) {
      const { received, current, previous } = countsOf(project, now);
      const lags: Histogram = new Map();
      mergeInto(lags, previous.lags);
      mergeInto(lags, current.lags);
      const [p50Ms, p95Ms, p99Ms] = quantilesOf(lags, [0.5, 0.95, 0.99]);
      const samples = [...lags.values()].reduce((sum, count) => sum + count, 0);
      return {
        since: new Date(startedAt).toISOString(),
        received: { ...received },
        lag:
          p50Ms === undefined || p95Ms === undefined || p99Ms === undefined
            ? { samples }
            : { samples, p50Ms, p95Ms, p99Ms, maxMs: Math.max(previous.max, current.max) },
      };
    },
  };
}

function noCounts(now: number): Counts {
  return {
    received: { stored: 0, duplicates: 0, conflicts: 0, invalid: 0, tooLarge: 0 },
    current: newWindow(now),
    previous: newWindow(now),
  };
}

function newWindow(since: number): Window {
  return { since, lags: new Map(), max: 0 };
}
