/**
 * Where time comes from. Durations and timers use `now`, which never jumps; `wall` is only written
 * down. Replace it in tests with one you hold in your hand.
 */
export interface Clock {
  /** Monotonic milliseconds, with a fraction. */
  now(): number;
  /** Milliseconds since the Unix epoch. */
  wall(): number;
}

// Taken once, when the module loads: a host's test may replace `performance` and `Date` with fake
// timers later, and our durations must stay true all the same.
const monotonic = performance.now.bind(performance);
const wall = Date.now;

export const systemClock: Clock = { now: monotonic, wall };
