import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

import { root, run } from './run.mjs';
import { readReport } from './vitest-report.mjs';

/**
 * The environment that tests and examples see: ours, without the keys and addresses a person may
 * have set, so that nothing of a test goes out to a real service.
 *
 * @param {NodeJS.ProcessEnv} [from]
 * @returns {NodeJS.ProcessEnv}
 */
export function quietEnvironment(from = process.env) {
  return Object.fromEntries(
    Object.entries(from).filter(
      ([name]) =>
        !/^(HEDDLE|OPENAI|APIE|VALMI|AGENTMETRICS|OTEL)_/.test(name) ||
        name.startsWith('HEDDLE_TEST_'),
    ),
  );
}

/**
 * Runs vitest and reads what it counted.
 *
 * @param {{ node?: string, args?: readonly string[] }} [options] `node`: the Node to run it with;
 *   `args`: vitest's own, to choose projects and files
 * @returns {Promise<import('./steps.mjs').StepResult>}
 */
export async function runVitest({ node = process.execPath, args = [] } = {}) {
  const folder = join(root, 'node_modules', '.cache', 'heddle');
  mkdirSync(folder, { recursive: true });
  const report = join(folder, `vitest-${process.pid}.json`);
  const env = quietEnvironment();
  const { code, output } = await run(
    node,
    [
      vitestProgram(),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...args,
    ],
    {
      // A test that starts `node` means the one it runs on.
      env: { ...env, PATH: [dirname(node), env['PATH']].join(delimiter) },
      timeoutMs: 45 * 60_000,
    },
  );
  /** @type {import('./steps.mjs').StepResult} */
  const result = existsSync(report) ? readReport(JSON.parse(readFileSync(report, 'utf8'))) : {};
  rmSync(report, { force: true });
  if (code === 0 || result.failed) return result;
  // An error outside of any test, no test at all, or the end of the time.
  return { ...result, failed: 1, detail: stripVTControlCharacters(output) };
}

function vitestProgram() {
  const manifest = createRequire(join(root, 'package.json')).resolve('vitest/package.json');
  return join(dirname(manifest), 'vitest.mjs');
}
