/** Time, as this room sees it. Both figures are milliseconds. */
export interface Clock {
  /** Monotonic: for waiting and measuring. */
  now(): number;
  /** Since the epoch: for people and for receivers. */
  wall(): number;
}

export interface Timers {
  /**
   * Calls `callback` once, `delayMs` from now, and gives back the way to call it off.
   * The process may end before that, unless `hold` is true.
   */
  after(delayMs: number, callback: () => void, hold?: boolean): () => void;
}

/** Everything the delivery of events needs from the world, so that a test can be the world. */
export interface DeliveryRuntime {
  readonly clock: Clock;
  readonly timers: Timers;
  /** A number in [0, 1). Only spreads retries; nothing secret depends on it. */
  random(): number;
  /** A fresh UUIDv7. */
  newId(): string;
  /** Runs our own I/O unseen by instrumentation (ours and others'), outside the caller's context. */
  runSuppressed<Result>(work: () => Result): Result;
}

// Taken when the module loads: a host that fakes timers in its tests must not stop deliveries.
const { setTimeout, clearTimeout } = globalThis;

/** The real timers, none of which keeps a process alive unless asked to. */
export const systemTimers: Timers = {
  after(delayMs, callback, hold = false) {
    const timer = setTimeout(callback, delayMs);
    if (!hold) timer.unref?.();
    return () => clearTimeout(timer);
  },
};
