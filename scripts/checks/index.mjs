import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { pnpm } from '../pnpm.mjs';
import { root, run } from '../run.mjs';
import { StepFailure } from '../steps.mjs';
import { checkApi } from './api.mjs';
import { checkHouse } from './house.mjs';
import { reportImportTime } from './import-time.mjs';
import { checkLoads } from './loads.mjs';
import { checkSize } from './size.mjs';
import { checkTarballs } from './tarballs.mjs';
import { checkTypes } from './types.mjs';

/**
 * Everything that can be known about the workspace without running a test of it, cheapest first.
 * What packs comes after `build`, because it packs what was built.
 *
 * @type {readonly { name: string, check: () => import('../steps.mjs').StepResult | void | Promise<import('../steps.mjs').StepResult | void> }[]}
 */
export const checks = [
  { name: 'house', check: checkHouse },
  { name: 'generated files', check: checkGenerated },
  { name: 'format', check: () => command('oxfmt', ['--check', '.']) },
  { name: 'lint', check: () => command('oxlint', []) },
  { name: 'unused code', check: () => command('knip', ['--no-config-hints']) },
  { name: 'build', check: build },
  { name: 'types', check: checkTypes },
  { name: 'tarballs', check: checkTarballs },
  { name: 'loads', check: checkLoads },
  { name: 'api reports', check: checkApi },
  { name: 'size', check: checkSize },
  { name: 'import time', check: reportImportTime },
];

async function checkGenerated() {
  if (!existsSync(join(root, 'scripts', 'generate.ts'))) return { skipped: 1 };
  return command('tsx', ['scripts/generate.ts', '--check']);
}

/** Compiles the packages, then lets those that have more to build (the dashboard) do so. */
async function build() {
  await command('tsc', ['-b', '--pretty', 'false']);
  const { code, output } = await pnpm(['-r', '--if-present', 'run', 'build']);
  if (code !== 0) throw new StepFailure(output);
}

/**
 * @param {string} name
 * @param {readonly string[]} args
 */
async function command(name, args) {
  const { code, output } = await run(name, args);
  if (code !== 0) throw new StepFailure(output);
}
