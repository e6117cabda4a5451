import './node-floor.mjs';

import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { isMain, run } from './run.mjs';
import { StepFailure, createSteps } from './steps.mjs';
import { members } from './workspace.mjs';

/**
 * A program of the machine that some tests use. A package says so in its package.json:
 * `"heddle": { "needs": ["chromium"] }`. Tests find the program in the environment
 * (`HEDDLE_TEST_CHROMIUM`), and skip with a reason where it is missing.
 *
 * @typedef {object} Need
 * @property {readonly string[]} packages the Debian packages that bring it
 * @property {string} variable where tests find the program's path
 * @property {() => string | undefined} find
 */

/** @type {Readonly<Record<string, Need>>} */
const needs = {
  chromium: {
    packages: ['chromium'],
    variable: 'HEDDLE_TEST_CHROMIUM',
    find: () => onPath('chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'),
  },
  postgresql: {
    packages: ['postgresql'],
    variable: 'HEDDLE_TEST_POSTGRESQL',
    find: () => newestPostgres() ?? onPath('postgres'),
  },
  nats: {
    packages: ['nats-server'],
    variable: 'HEDDLE_TEST_NATS',
    find: () => onPath('nats-server'),
  },
};

/** The names of all needs that packages and examples declare. */
function declaredNeeds() {
  const declared = [...members('packages'), ...members('examples')].flatMap(
    ({ manifest }) => manifest.heddle?.needs ?? [],
  );
  return [...new Set(declared)].toSorted();
}

/** The variables through which tests find the programs that are there. */
export function needsEnvironment() {
  return Object.fromEntries(
    Object.values(needs).flatMap(({ variable, find }) => {
      const path = find();
      return path === undefined ? [] : [[variable, path]];
    }),
  );
}

/**
 * Installs what is missing from Debian's packages, where that is possible. Elsewhere it says aloud
 * what will be skipped and which command would help; in CI, where a skipped test would pass for a
 * green one, it fails.
 *
 * @param {readonly string[]} [names]
 * @returns {Promise<import('./steps.mjs').StepResult>}
 */
export async function bringNeeds(names = declaredNeeds()) {
  const unknown = names.filter((name) => needs[name] === undefined);
  if (unknown.length > 0) {
    throw new StepFailure(
      `Nobody knows how to bring ${unknown.join(', ')}: describe it in scripts/needs.mjs.`,
    );
  }
  if (names.length === 0) return { note: 'none' };

  const log = await installMissing(names);
  const missing = findMissing(names);
  if (missing.length === 0) return { note: names.join(', ') };

  const detail = [
    `MISSING: ${missing.join(', ')}. The tests that use them are skipped.`,
    `Install them with: sudo apt-get install ${packagesOf(missing).join(' ')}`,
    log,
  ].join('\n');
  if (inCi()) throw new StepFailure(detail);
  return { skipped: missing.length, note: 'some tests will be skipped', detail };
}

/**
 * @param {readonly string[]} names
 * @returns {Promise<string>} why it could not be done, or nothing
 */
async function installMissing(names) {
  const missing = findMissing(names);
  if (missing.length === 0) return '';
  const apt = await findApt();
  if (apt === undefined) return 'Not tried here: that takes root and apt-get.';

  const [command, ...first] = apt;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const lock = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3'];
  const install = ['install', '--yes', '--no-install-recommends', ...packagesOf(missing)];
  let output = '';
  for (const pauseMs of [0, 5_000, 20_000]) {
    await sleep(pauseMs);
    for (const args of [['update'], install]) {
      const result = await run(command, [...first, ...lock, ...args], { env });
      output = result.output;
      if (result.code !== 0) break;
    }
    if (findMissing(names).length === 0) return '';
  }
  return output;
}

/** @returns {Promise<[string, ...string[]] | undefined>} */
async function findApt() {
  if (onPath('apt-get') === undefined) return undefined;
  if (process.getuid?.() === 0) return ['apt-get'];
  // A hosted CI machine gives its user sudo without a password. A person is not surprised with it.
  const allowed = inCi() && (await run('sudo', ['-n', 'true'])).code === 0;
  return allowed ? ['sudo', '-n', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'] : undefined;
}

/** @param {readonly string[]} names */
function findMissing(names) {
  return names.filter((name) => needs[name]?.find() === undefined);
}

/** @param {readonly string[]} names */
function packagesOf(names) {
  return names.flatMap((name) => needs[name]?.packages ?? []);
}

/** @param {readonly string[]} programs */
function onPath(...programs) {
  // /usr/sbin is not on every user's PATH, and Debian puts servers there.
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin'];
  return programs
    .flatMap((program) => folders.map((folder) => join(folder, program)))
    .find((path) => existsSync(path));
}

/** Debian keeps the server of every version in a folder of its own, off the PATH. */
function newestPostgres() {
  const versions = '/usr/lib/postgresql';
  if (!existsSync(versions)) return undefined;
  return readdirSync(versions)
    .toSorted((left, right) => Number(right) - Number(left))
    .map((version) => join(versions, version, 'bin', 'postgres'))
    .find((path) => existsSync(path));
}

function inCi() {
  return Boolean(process.env['CI']) && process.env['CI'] !== 'false';
}

// `node scripts/needs.mjs [names]`: brings what is declared, or what is named.
if (isMain(import.meta.url)) {
  const names = process.argv.slice(2);
  const steps = createSteps();
  await steps.step('needs', () => bringNeeds(names.length > 0 ? names : undefined));
  process.exitCode = steps.finish();
}
