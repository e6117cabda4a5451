/** Where waiting comes from; a test holds it in its hand. */
export interface Timers {
  setTimeout(callback: () => void, afterMs: number): unknown;
  clearTimeout(timer: unknown): void;
}

/** Not unref'd: whoever waits for a person wants the process to live until the answer. */
export const hostTimers: Timers = {
  setTimeout: (callback, afterMs) => setTimeout(callback, afterMs),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
};
