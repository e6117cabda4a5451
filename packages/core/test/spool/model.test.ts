import { expect, test } from 'vitest';
import { tellStory } from '../faults/model.ts';

const runs = Number(process.env['HEDDLE_FAULT_RUNS'] ?? 150);
const first = Number(process.env['HEDDLE_FAULT_SEED'] ?? 1);

/** Stories that once ended badly. */
const regressions: readonly number[] = [];

test('S-04: in random stories of crashes, outages and broken disks everything is accounted for', async () => {
  const wrong: unknown[] = [];
  const seen = new Set<string>();
  for (const seed of [...regressions, ...Array.from({ length: runs }, (_, run) => first + run)]) {
    const outcome = await tellStory(seed, 60);
    const { vanished, unbalanced, invented, stuck } = outcome;
    if (vanished + unbalanced + invented + stuck > 0) wrong.push({ ...outcome, seen: undefined });
    for (const thing of outcome.seen) seen.add(thing);
  }
  expect(wrong).toEqual([]);
  expect([...seen]).toEqual(
    expect.arrayContaining(['adoption', 'disk fault', 'duplicate', 'kill', 'quarantined', 'spill']),
  );
}, 120_000);
