import './node-floor.mjs';

import { checks } from './checks/index.mjs';
import { createSteps } from './steps.mjs';

// `pnpm check`: all checks, or those that are named (`pnpm check lint types`).
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !checks.some((check) => check.name === name));
if (unknown.length > 0) {
  console.error(
    `No check is called ${unknown.join(', ')}. There are: ${checks.map(({ name }) => name).join(', ')}.`,
  );
  process.exit(1);
}

const steps = createSteps();
for (const { name, check } of checks) {
  if (wanted.length === 0 || wanted.includes(name)) await steps.step(name, check);
}
process.exitCode = steps.finish();
