import type { EventStore } from './store/store.ts';

export interface HousekeepingOptions {
  readonly store: EventStore;
  readonly retentionDays: number | undefined;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

const everyMs = 10 * 60_000;
const day = 86_400_000;

/** Forgets what is too old, every ten minutes, in steps so small that arriving events do not wait. */
export function startHousekeeping(options: HousekeepingOptions): { stop(): Promise<void> } {
  const { store, retentionDays, now, onError } = options;
  let running: Promise<void> = Promise.resolve();
  const tidy = async (): Promise<void> => {
    try {
      await store.tidy(now());
      if (retentionDays !== undefined) await store.prune(now() - retentionDays * day);
    } catch (error) {
      onError(error);
    }
  };
  const timer = setInterval(() => {
    running = running.then(tidy);
  }, everyMs);
  timer.unref();
  return {
    stop() {
      clearInterval(timer);
      return running;
    },
  };
}
