import type { Subject } from './subject.ts';

export interface Effort {
  readonly rounds?: number;
  /** Rounds before the first that counts. */
  readonly warmUp?: number;
  /** Per round and subject. Default 200: a round has to fit between two turns of a busy machine. */
  readonly calls?: number;
}

const WARM_UP = 25;

/** What one call takes in the caller's own time: the median over rounds, in nanoseconds. */
export interface Figure {
  readonly subject: Subject;
  readonly nanoseconds: number;
  readonly bytes: number;
}

/**
 * Measures subjects side by side: every round runs each of them once, in an order drawn anew, so
 * that whatever the machine does, and whatever a predecessor leaves behind, meets all alike. What was recorded leaves between rounds, outside the measured time.
 */
export async function measure(
  subjects: readonly Subject[],
  argument: unknown,
  { rounds = 40, calls = 200, warmUp = WARM_UP }: Effort = {},
): Promise<Figure[]> {
  const times = new Map<Subject, number[]>();
  const bytes = new Map<Subject, number[]>();
  for (let round = -warmUp; round < rounds; round++) {
    for (const subject of shuffled(subjects)) {
      const { time, allocated } = await oneRound(
        subject,
        argument,
        Math.min(calls, subject.calls ?? calls),
      );
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
  calls: number,
): Promise<{ time: number; allocated: number }> {
  let time = 0;
  let allocated = 0;
  await subject.within(async () => {
    const { call } = subject;
    const heap = process.memoryUsage().heapUsed;
    const start = process.hrtime.bigint();
    for (let index = 0; index < calls; index++) {
      const result = call(argument);
      if (result instanceof Promise) await result;
    }
    time = Number(process.hrtime.bigint() - start) / calls;
    // Negative when the collector ran in between: such a round says nothing about allocation.
    allocated = (process.memoryUsage().heapUsed - heap) / calls;
  });
  await subject.settle();
  return { time, allocated };
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
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
