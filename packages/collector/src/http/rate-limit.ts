import { HttpProblem, retryAfter } from './problem.ts';

/** Events per second and project, as a bucket that fills steadily and holds ten seconds. */
export interface RateLimit {
  /** @throws HttpProblem `rate_limited` with the seconds until there is room again. */
  take(project: number, events: number): void;
}

const burstSeconds = 10;

export function createRateLimit(eventsPerSecond: number, now: () => number): RateLimit {
  const buckets = new Map<number, { left: number; at: number }>();
  const full = eventsPerSecond * burstSeconds;
  return {
    take(project, events) {
      if (eventsPerSecond === 0) return;
      const bucket = buckets.get(project) ?? { left: full, at: now() };
      const filled = bucket.left + ((now() - bucket.at) / 1000) * eventsPerSecond;
      const left = Math.min(full, filled);
      // A batch larger than the bucket must get through some time: it may leave a debt.
      if (left < Math.min(events, full)) {
        buckets.set(project, { left, at: now() });
        const seconds = Math.max(1, Math.ceil((Math.min(events, full) - left) / eventsPerSecond));
        throw new HttpProblem('rate_limited', 'This project sends too fast.', retryAfter(seconds));
      }
      buckets.set(project, { left: left - events, at: now() });
    },
  };
}
