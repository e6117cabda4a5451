import type { Clock } from '../event/clock.ts';

const firstRestMs = 250;
const longestRestMs = 5000;
const slowMs = 5;
const firstCautionMs = 10_000;
const longestCautionMs = 300_000;

/** How the disk has been doing lately. */
export interface Health {
  /** It failed, and it is too early to try again. */
  readonly sick: boolean;
  /** When it may be tried again, on the monotonic clock. */
  readonly restUntil: number;
  /** It was slow lately: better not wait for it. */
  readonly slow: boolean;
  failed(): void;
  /** A write that the host had to wait for took that long. */
  worked(tookMs: number): void;
}

/** A sick disk rests 250 ms, doubling to 5 s; a slow one is not waited for during 10 s to 5 min. */
export function createHealth({ now }: Clock): Health {
  let failures = 0;
  let restUntil = 0;
  let slowness = 0;
  let slowUntil = 0;
  return {
    get sick() {
      return now() < restUntil;
    },
    get restUntil() {
      return restUntil;
    },
    get slow() {
      return now() < slowUntil;
    },
    failed() {
      restUntil = now() + Math.min(longestRestMs, firstRestMs * 2 ** failures);
      failures += 1;
    },
    worked(tookMs) {
      failures = 0;
      if (tookMs > slowMs) {
        slowUntil = now() + Math.min(longestCautionMs, firstCautionMs * 2 ** slowness);
        slowness += 1;
      } else if (tookMs > 0) {
        slowness = 0;
      }
    },
  };
}
