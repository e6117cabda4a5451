import './node-floor.mjs';

import { pnpm } from './pnpm.mjs';
import { isMain } from './run.mjs';
import { StepFailure, createSteps } from './steps.mjs';
import { quietEnvironment } from './run-vitest.mjs';
import { members } from './workspace.mjs';

/** The examples that can be started. */
export function examples() {
  return members('examples').filter(({ manifest }) => manifest.scripts?.['start'] !== undefined);
}

/**
 * Runs one example as a user would. It checks its own result and exits non-zero when that is wrong.
 *
 * @param {import('./workspace.mjs').Member} example
 */
export async function runExample({ folder }) {
  const { code, output } = await pnpm(['--silent', 'run', 'start'], {
    cwd: folder,
    env: quietEnvironment(),
    timeoutMs: 180_000,
  });
  if (code !== 0) throw new StepFailure(output);
}

// `pnpm examples`
if (isMain(import.meta.url)) {
  const steps = createSteps();
  for (const example of examples()) await steps.step(example.name, () => runExample(example));
  process.exitCode = steps.finish();
}
