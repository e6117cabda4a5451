import './node-floor.mjs';

import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { install } from './install.mjs';
import { root, runInTerminal } from './run.mjs';
import { StepFailure } from './steps.mjs';

// `npm start`: the main job. A fresh clone, one command, and an agent's run is on the screen.
const program = join(root, 'examples', 'support-desk', 'main.ts');

try {
  if (!existsSync(join(root, 'node_modules'))) console.log('Installing, the first time only …');
  await install();
  process.exitCode = existsSync(program) ? await runExample() : explain();
} catch (error) {
  console.error(error instanceof StepFailure ? error.message : error);
  process.exitCode = 1;
}

/** The workspace reads its sources directly: there is nothing to build first. */
function runExample() {
  const args = ['--import', 'tsx', program, ...process.argv.slice(2)];
  return runInTerminal(process.execPath, args);
}

function explain() {
  console.error(
    'examples/support-desk is not here yet. Meanwhile `npm test` shows what works, and\n' +
      '`node scripts/pnpm.mjs examples` runs the examples that are.',
  );
  return 1;
}
