import type { Budget, RateLimit } from './policy.ts';

/**
 * What has been called and spent in this process, bounded in memory. Time is monotonic: a wall
 * clock that jumps must neither renew a budget nor freeze it.
 */
export interface Counters {
  /** True when one more call would be more than the limit allows. Nothing is counted. */
  exceeds(key: string, limit: RateLimit, runId: string | undefined): boolean;
  /** Counts one call that the limit allowed. */
  count(key: string, limit: RateLimit, runId: string | undefined): void;
  /** What has been spent in the run, the session or the last 24 hours, in US dollars. */
  spent(per: Budget['per'], ids: { readonly runId?: string; readonly sessionId?: string }): number;
  spend(spending: Spending): void;
  /** Frees what was counted for a run that is over. */
  forgetRun(runId: string): void;
}

/** Money that a model call or a tool has cost. */
export interface Spending {
  readonly costUsd: number;
  /** The run it was spent in, and the runs which that one is part of. */
  readonly runIds?: readonly string[];
  readonly sessionId?: string;
}

/** What is remembered; beyond it, what was used longest ago starts again from zero. */
const MOST_RUNS = 20_000;
const MOST_WINDOWS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

export function createCounters(clock: { now(): number }): Counters {
  const windows = new Map<string, Window>();
  const runs = new Map<string, RunCounts>();
  const sessions = new Map<string, { costUsd: number }>();
  const hours = Array.from({ length: 24 }, () => ({ hour: NaN, costUsd: 0 }));

  let latest = 0;
  const now = () => (latest = Math.max(latest, clock.now()));
  const runOf = (runId = '') =>
    remember(runs, runId, MOST_RUNS, () => ({ costUsd: 0, calls: new Map() }));
  const sessionOf = (sessionId = '') =>
    remember(sessions, sessionId, MOST_RUNS, () => ({ costUsd: 0 }));
  const windowOf = (key: string, { calls, per }: RateLimit) =>
    remember(windows, `${per} ${calls} ${key}`, MOST_WINDOWS, () => ({ times: [], oldest: 0 }));

  return {
    exceeds(key, limit, runId) {
      if (limit.per === 'run') return (runOf(runId).calls.get(key) ?? 0) >= limit.calls;
      const { times, oldest } = windowOf(key, limit);
      if (times.length < limit.calls) return false;
      const windowMs = limit.per === 'minute' ? MINUTE_MS : HOUR_MS;
      return limit.calls === 0 || now() - times[oldest]! < windowMs;
    },
    count(key, limit, runId) {
      if (limit.per === 'run') {
        const { calls } = runOf(runId);
        calls.set(key, (calls.get(key) ?? 0) + 1);
        return;
      }
      const window = windowOf(key, limit);
      window.times[window.oldest] = now();
      window.oldest = (window.oldest + 1) % limit.calls;
    },
    spent(per, { runId, sessionId }) {
      if (per === 'run') return runOf(runId).costUsd;
      if (per === 'session') return sessionOf(sessionId).costUsd;
      const first = Math.floor(now() / HOUR_MS) - 23;
      return hours.reduce((sum, { hour, costUsd }) => (hour >= first ? sum + costUsd : sum), 0);
    },
    spend({ costUsd, runIds = [], sessionId }) {
      if (!(costUsd > 0)) return;
      for (const runId of runIds.length ? runIds : ['']) runOf(runId).costUsd += costUsd;
      sessionOf(sessionId).costUsd += costUsd;
      const hour = Math.floor(now() / HOUR_MS);
      const bucket = hours[hour % 24]!;
      if (bucket.hour !== hour) Object.assign(bucket, { hour, costUsd: 0 });
      bucket.costUsd += costUsd;
    },
    forgetRun(runId) {
      runs.delete(runId);
    },
  };
}

interface RunCounts {
  costUsd: number;
  readonly calls: Map<string, number>;
}

/** The times of the last allowed calls, overwritten in a circle: never more than the limit. */
interface Window {
  readonly times: number[];
  oldest: number;
}

/** Gets or makes an entry and moves it to the end, so that the first is the one used longest ago. */
function remember<Value>(
  map: Map<string, Value>,
  key: string,
  most: number,
  make: () => Value,
): Value {
  const value = map.get(key) ?? make();
  map.delete(key);
  map.set(key, value);
  if (map.size > most) map.delete(map.keys().next().value!);
  return value;
}
