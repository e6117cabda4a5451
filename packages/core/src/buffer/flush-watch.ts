import type { DeliveryRuntime } from './runtime.ts';

export interface FlushWatchOptions {
  readonly runtime: DeliveryRuntime;
  /** Whether every event up to that order is settled. */
  isSettled(target: number): boolean;
  /** Whether waiting until `deadline` cannot change anything. */
  isHopeless(deadline: number): boolean;
}

/** Those who wait for a flush. */
export interface FlushWatch {
  readonly waiting: boolean;
  /**
   * Tells whether everything up to `target` was settled in time. Holds the process alive while it
   * waits, since nothing else of ours does.
   */
  wait(target: number, timeoutMs: number): Promise<boolean>;
  /** Looks again; to be called when something was settled. */
  check(): void;
}

export function createFlushWatch({
  runtime: { clock, timers },
  isSettled,
  isHopeless,
}: FlushWatchOptions): FlushWatch {
  const waiters = new Map<() => void, { readonly target: number; readonly deadline: number }>();
  return {
    get waiting() {
      return waiters.size > 0;
    },
    wait(target, timeoutMs) {
      return new Promise((resolve) => {
        const stop = timers.after(timeoutMs, () => finish(), true);
        function finish(): void {
          stop();
          waiters.delete(finish);
          resolve(isSettled(target));
        }
        waiters.set(finish, { target, deadline: clock.now() + timeoutMs });
      });
    },
    check() {
      for (const [finish, { target, deadline }] of waiters) {
        if (isSettled(target) || isHopeless(deadline)) finish();
      }
    },
  };
}
