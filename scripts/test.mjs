import './node-floor.mjs';

import { checks } from './checks/index.mjs';
import { examples, runExample } from './examples.mjs';
import { install } from './install.mjs';
import { bringNeeds } from './needs.mjs';
import { matrixFiles, otherNodes, runOnNode } from './node-matrix.mjs';
import { createSteps } from './steps.mjs';
import { runVitest } from './run-vitest.mjs';

// `npm test`: everything there is, from a fresh clone and nothing but Node and npm on the machine.
const steps = createSteps();

if (await steps.step('install', install)) {
  await steps.step('needs', () => bringNeeds());
  for (const { name, check } of checks) await steps.step(name, check);
  await steps.step('tests', () => runVitest());

  const files = matrixFiles();
  for (const line of files.length > 0 ? otherNodes() : []) {
    await steps.step(`behaviour on Node ${line}`, () => runOnNode(line, files));
  }
  for (const example of examples()) {
    await steps.step(`example ${example.name}`, () => runExample(example));
  }
}
process.exitCode = steps.finish();
