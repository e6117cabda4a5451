import { retryBaseMs } from './retry-policy.ts';
import type { Clock } from './runtime.ts';

const mostInFlight = 2;

/**
 * How fast one destination may be tried: two requests at once while it takes what it is given, one
 * careful probe after the wait once it does not.
 */
export interface Pace {
  /** Answers in a row that took nothing. */
  readonly failures: number;
  /** Answers that took something, ever. */
  readonly successes: number;
  /** No attempt may begin before this moment of the monotonic clock. */
  readonly notBefore: number;
  readonly slots: number;
  /** `asked` waits are somebody else's wish and are not ours to cut short. */
  failed(waitMs: number, asked: boolean): void;
  succeeded(): void;
  /** The receiver works, even if it said no. */
  answered(): void;
  /** Cuts a wait of our own choosing short, if the last attempt is at least the base wait ago. */
  hasten(): void;
}

export function createPace(clock: Clock): Pace {
  let failures = 0;
  let successes = 0;
  let notBefore = 0;
  let failedAt = 0;
  let patient = false;
  return {
    get failures() {
      return failures;
    },
    get successes() {
      return successes;
    },
    get notBefore() {
      return notBefore;
    },
    get slots() {
      return failures > 0 ? 1 : mostInFlight;
    },
    failed(waitMs, asked) {
      failures += 1;
      patient = asked;
      failedAt = clock.now();
      notBefore = Math.max(notBefore, failedAt + waitMs);
    },
    succeeded() {
      successes += 1;
      failures = 0;
    },
    answered() {
      failures = 0;
    },
    hasten() {
      if (!patient && clock.now() - failedAt >= retryBaseMs) notBefore = 0;
    },
  };
}
