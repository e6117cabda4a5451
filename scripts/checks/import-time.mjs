import { run } from '../run.mjs';
import { StepFailure } from '../steps.mjs';
import { packAll } from './packed.mjs';

const ROUNDS = 15;

/**
 * How much longer a process lives that imports core and nothing else. A report, never a gate: on a
 * shared machine a time says more about the neighbours.
 */
export async function reportImportTime() {
  const { folder } = await packAll();
  const over = { bare: /** @type {number[]} */ ([]), core: /** @type {number[]} */ ([]) };
  for (let round = 0; round < ROUNDS; round += 1) {
    over.bare.push(await time('', folder));
    over.core.push(await time("import '@heddle/core'", folder));
  }
  // The quickest round is the one that the neighbours disturbed least.
  const bare = Math.min(...over.bare);
  const core = Math.min(...over.core);
  return {
    note: `import of core: ${(core - bare).toFixed(1)} ms over bare node (${bare.toFixed(0)} ms), 15 ms allowed`,
  };
}

/**
 * @param {string} code
 * @param {string} folder
 */
async function time(code, folder) {
  const started = performance.now();
  const result = await run(process.execPath, ['--input-type=module', '-e', code], { cwd: folder });
  if (result.code !== 0) throw new StepFailure(result.output);
  return performance.now() - started;
}
