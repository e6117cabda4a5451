import { expect, test } from 'vitest';
import { crashAt } from '../faults/crash-points.ts';

const runs = Number(process.env['HEDDLE_FAULT_RUNS'] ?? 400);
const aftermaths = ['applied', 'dropped', 'torn', 'garbage'] as const;

test.each([
  ['write', ['applied']],
  ['fsync', aftermaths],
  ['batch', aftermaths],
] as const)(
  'S-03: level %s, stopped at any call of the disk: %s',
  async (level, ends) => {
    const wrong: unknown[] = [];
    let crashed = 0;
    for (let run = 0; run < runs; run++) {
      const aftermath = ends[run % ends.length] ?? 'applied';
      const at = { seed: run >> 3, level, aftermath, point: 1 + ((run * 37) % 230) };
      const outcome = await crashAt(at);
      if (outcome.crashed) crashed += 1;
      if (outcome.lost + outcome.wrong + outcome.stuck > 0) wrong.push({ ...at, ...outcome });
    }
    expect(wrong).toEqual([]);
    expect(crashed).toBeGreaterThan(runs / 2);
  },
  60_000,
);
