import type { DeliveryRuntime } from '../../src/buffer/runtime.ts';

/** A clock, timers and chance that only move when a test says so. */
export interface HandWorld {
  readonly runtime: DeliveryRuntime;
  readonly now: number;
  /** Timers that wait, and those of them that would keep a process alive. */
  readonly timers: number;
  readonly held: number;
  /** What `random()` gives back; 0.5 at first. */
  chance: number;
  /** Lets time pass, calling timers in their order, each with all that follows from it. */
  advance(ms: number): Promise<void>;
  /** Lets time pass while nobody can do anything: a slow disk, a stopped process. */
  stall(ms: number): void;
  /** Sets the wall clock forward or back. */
  setWall(byMs: number): void;
}

interface Timer {
  readonly at: number;
  readonly callback: () => void;
  readonly hold: boolean;
}

/** Shared by all worlds: an id is an id. */
let ids = 0;
const epoch = Date.UTC(2026, 10, 21);

export function handWorld(): HandWorld {
  let now = 0;
  let wallOffset = 0;
  const timers = new Set<Timer>();
  const world = {
    chance: 0.5,
    get now() {
      return now;
    },
    get timers() {
      return timers.size;
    },
    get held() {
      return [...timers].filter(({ hold }) => hold).length;
    },
    runtime: {
      clock: { now: () => now, wall: () => epoch + wallOffset + now },
      timers: {
        after(delayMs: number, callback: () => void, hold = false) {
          const timer = { at: now + delayMs, callback, hold };
          timers.add(timer);
          return () => void timers.delete(timer);
        },
      },
      random: () => world.chance,
      newId: () => `00000000-0000-7000-8000-${(++ids).toString(16).padStart(12, '0')}`,
      runSuppressed: <Result>(work: () => Result): Result => work(),
    },
    stall: (ms: number) => void (now += ms),
    setWall: (byMs: number) => void (wallOffset += byMs),
    async advance(ms: number) {
      const end = now + ms;
      await settled();
      for (;;) {
        let next: Timer | undefined;
        for (const timer of timers) if (!next || timer.at < next.at) next = timer;
        if (!next || next.at > end) break;
        timers.delete(next);
        now = Math.max(now, next.at);
        next.callback();
        await settled();
      }
      now = Math.max(now, end);
    },
  };
  return world;
}

/** Lets everything happen that waits for nothing but its turn. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Waits for the outside world (a socket, a process), which no hand-held clock can hurry. */
export async function until(condition: () => boolean): Promise<void> {
  const start = performance.now();
  while (!condition()) {
    if (performance.now() - start > 10_000)
      throw new Error(`waited in vain for ${String(condition)}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
