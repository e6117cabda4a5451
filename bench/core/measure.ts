import type { Subject } from './subject.ts';

const CALLS = 1000;

/** What one call takes in the caller's own time: the median over rounds, in nanoseconds. */
export interface Figure {
  readonly subject: Subject;
  readonly nanoseconds: number;
  readonly bytes: number;
}

/**
 * Measures subjects side by side: every round runs each of them once, so that whatever else the
 * machine does meets all alike. What was recorded leaves between rounds, outside the measured time.
 */
export async function measure(
  subjects: readonly Subject[],
  argument: unknown,
  rounds = 30,
): Promise<Figure[]> {
  const times = new Map<Subject, number[]>();
  const bytes = new Map<Subject, number[]>();
  for (let round = -5; round < rounds; round++) {
    for (const subject of subjects) {
      const { time, allocated } = await oneRound(subject, argument);
      if (round < 0) continue;
      push(times, subject, time);
      if (allocated > 0) push(bytes, subject, allocated);
    }
  }
  return subjects.map((subject) => ({
    subject,
    nanoseconds: median(times.get(subject) ?? []),
    bytes: median(bytes.get(subject) ?? [0]),
  }));
}

async function oneRound(
  subject: Subject,
  argument: unknown,
): Promise<{ time: number; allocated: number }> {
  let time = 0;
  let allocated = 0;
  await subject.within(async () => {
    const { call } = subject;
    const heap = process.memoryUsage().heapUsed;
    const start = process.hrtime.bigint();
    for (let index = 0; index < CALLS; index++) {
      const result = call(argument);
      if (result instanceof Promise) await result;
    }
    time = Number(process.hrtime.bigint() - start) / CALLS;
    // Negative when the collector ran in between: such a round says nothing about allocation.
    allocated = (process.memoryUsage().heapUsed - heap) / CALLS;
  });
  await subject.settle();
  return { time, allocated };
}

function push(lists: Map<Subject, number[]>, subject: Subject, value: number): void {
  const list = lists.get(subject);
  if (list === undefined) lists.set(subject, [value]);
  else list.push(value);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
