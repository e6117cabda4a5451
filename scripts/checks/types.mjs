import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { root, run } from '../run.mjs';
import { StepFailure } from '../steps.mjs';
import { members } from '../workspace.mjs';

/**
 * Compiles everything that `tsc -b` leaves out: tests, type tests (`*.test-d.ts`), examples,
 * benchmarks and these scripts.
 */
export async function checkTypes() {
  const folders = [
    ...[...members('packages'), ...members('examples')].map(({ folder }) => folder),
    join(root, 'bench'),
    join(root, 'scripts'),
  ].filter((folder) => existsSync(join(folder, 'tsconfig.json')));

  const results = await inPairs(folders, (folder) =>
    run('tsc', ['--noEmit', '--pretty', 'false', '--project', folder]),
  );
  const errors = results.filter(({ code }) => code !== 0).map(({ output }) => output);
  if (errors.length > 0) throw new StepFailure(errors.join('\n'));
  return { note: `${folders.length} projects` };
}

/**
 * Two at a time: what a small machine has cores for.
 *
 * @template Item, Result
 * @param {readonly Item[]} items
 * @param {(item: Item) => Promise<Result>} work
 */
async function inPairs(items, work) {
  /** @type {Result[]} */
  const results = [];
  const waiting = items.entries();
  await Promise.all(
    [1, 2].map(async () => {
      for (const [index, item] of waiting) results[index] = await work(item);
    }),
  );
  return results;
}
