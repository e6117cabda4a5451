import './node-floor.mjs';

import { isMain, run, runInTerminal } from './run.mjs';

/**
 * The pnpm that wrote the lockfile. It lives here and not in `packageManager`: with that field
 * newer pnpms and corepack try to download a program of their own, and fail where only a registry
 * can be reached.
 */
const PNPM_VERSION = '10.34.9';

/** @type {Promise<readonly [string, ...string[]]> | undefined} */
let found;

/**
 * How to call pnpm at the pinned version on a machine that need not have any: the pnpm on the PATH
 * when it is the right one, else through npx.
 */
function findPnpm() {
  found ??= run('pnpm', ['--version'], { timeoutMs: 30_000 }).then(({ code, output }) =>
    code === 0 && output.trim() === PNPM_VERSION
      ? ['pnpm']
      : ['npx', '--yes', `pnpm@${PNPM_VERSION}`],
  );
  return found;
}

/**
 * Runs pnpm and keeps what it says.
 *
 * @param {readonly string[]} args
 * @param {import('./run.mjs').RunOptions} [options]
 */
export async function pnpm(args, options) {
  const [command, ...first] = await findPnpm();
  return run(command, [...first, ...args], options);
}

if (isMain(import.meta.url)) {
  const [command, ...first] = await findPnpm();
  process.exitCode = await runInTerminal(command, [...first, ...process.argv.slice(2)]);
}
