import { rmSync } from 'node:fs';
import { newFolder } from '../support/temporary-folder.ts';
import { killTrial } from './kill-trial.ts';

/** `--long`: 200 kills instead of 20. `--seed N` repeats a run. Exits with 1 when anything was lost. */
const kills = process.argv.includes('--long') ? 200 : 20;
const seed = Number(process.argv[process.argv.indexOf('--seed') + 1]) || Date.now() % 100_000;
const folder = newFolder();
const startedAt = performance.now();
const report = await killTrial(folder, kills, seed);
rmSync(folder, { recursive: true, force: true });
process.stdout.write(
  `${JSON.stringify({ seed, seconds: Math.round((performance.now() - startedAt) / 1000), ...report }, undefined, 2)}\n`,
);
if (report.lost > 0 || report.integrity !== 'ok' || !report.sumsAgree) process.exitCode = 1;
