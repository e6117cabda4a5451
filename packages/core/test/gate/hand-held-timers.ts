import type { Timers } from '../../src/gate/timers.ts';

/** Timers that ring when the test says so, and a clock that goes with them. */
export class HandHeldTimers implements Timers {
  ms = 1_000_000;
  #waiting: { at: number; ring: () => void }[] = [];

  readonly clock = { now: () => this.ms, wall: () => this.ms };

  setTimeout(ring: () => void, afterMs: number): unknown {
    const timer = { at: this.ms + afterMs, ring };
    this.#waiting.push(timer);
    return timer;
  }

  clearTimeout(timer: unknown): void {
    this.#waiting = this.#waiting.filter((each) => each !== timer);
  }

  get pending(): number {
    return this.#waiting.length;
  }

  advance(byMs: number): void {
    this.ms += byMs;
    const due = this.#waiting.filter((timer) => timer.at <= this.ms);
    this.#waiting = this.#waiting.filter((timer) => timer.at > this.ms);
    for (const timer of due) timer.ring();
  }
}
