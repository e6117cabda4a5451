import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { findReferenceProblems } from '../references.mjs';
import { root } from '../run.mjs';
import { StepFailure } from '../steps.mjs';
import { readReferences } from '../tsconfig.mjs';
import { members, readManifest } from '../workspace.mjs';

/** What runs inside the user's process brings nothing along. */
const WITHOUT_DEPENDENCIES = new Set(['events', 'core']);

/** The rules of the house that no other tool knows: see CONTRIBUTING.md. */
export function checkHouse() {
  const problems = findHouseProblems();
  if (problems.length > 0) throw new StepFailure(problems.join('\n'));
}

/**
 * @param {string} [from] the workspace's folder
 * @returns {string[]} one sentence per broken rule
 */
export function findHouseProblems(from = root) {
  const all = [...members('packages', from), ...members('examples', from)];
  return [
    ...findReferenceProblems(from),
    ...all.flatMap((member) => [
      ...versionProblems(member),
      ...(member.manifest.private === true ? [] : publishProblems(member, from)),
      ...dependencyProblems(member),
      ...buildReferenceProblems(member),
      ...testProblems(member),
    ]),
  ];
}

/**
 * Third-party versions are written once, in the catalog, and exactly.
 *
 * @param {import('../workspace.mjs').Member} member
 */
function versionProblems({ manifest }) {
  return Object.entries({ ...manifest.devDependencies, ...manifest.dependencies })
    .filter(([, version]) => !version.startsWith('catalog:') && !version.startsWith('workspace:'))
    .map(
      ([name, version]) =>
        `${manifest.name}: ${name} is ${version}; pin it in the catalog of pnpm-workspace.yaml and write "catalog:" here.`,
    );
}

/**
 * @param {import('../workspace.mjs').Member} member
 * @param {string} from
 */
function publishProblems({ manifest }, from) {
  const floor = readManifest(from).engines?.['node'];
  const problems = [];
  if (manifest.license !== 'Apache-2.0') problems.push('license must be Apache-2.0');
  if (!manifest.description) problems.push('description is missing');
  if (manifest.engines?.['node'] !== floor) problems.push(`engines.node must be ${floor}`);
  if (!manifest.files?.includes('dist')) problems.push('files must list dist');

  // The workspace reads the sources, users read dist: both maps must open the same doors.
  const inside = Object.keys(manifest.exports ?? {}).toSorted();
  const outside = Object.keys(manifest.publishConfig?.exports ?? {}).toSorted();
  if (inside.join() !== outside.join()) {
    problems.push(
      `exports has [${inside.join(', ')}] but publishConfig.exports has [${outside.join(', ')}]`,
    );
  }
  return problems.map((problem) => `${manifest.name}: ${problem}.`);
}

/** @param {import('../workspace.mjs').Member} member */
function dependencyProblems({ name, manifest }) {
  if (!WITHOUT_DEPENDENCIES.has(name)) return [];
  return Object.keys(manifest.dependencies ?? {})
    .filter((dependency) => !dependency.startsWith('@heddle/'))
    .map((dependency) => `${manifest.name}: has no runtime dependency, not even ${dependency}.`);
}

/**
 * `tsc -b` builds in the order of the references, and the order is the arrows.
 *
 * @param {import('../workspace.mjs').Member} member
 */
function buildReferenceProblems({ folder, manifest }) {
  const path = join(folder, 'tsconfig.build.json');
  if (!existsSync(path)) return [];
  const actual = readReferences(path);
  return Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
    .filter((dependency) => dependency.startsWith('@heddle/'))
    .map((dependency) => `../${dependency.slice('@heddle/'.length)}/tsconfig.build.json`)
    .filter((expected) => !actual.includes(expected))
    .map((expected) => `${manifest.name}: tsconfig.build.json must reference ${expected}.`);
}

/**
 * Without a config the tests of a package would silently never run.
 *
 * @param {import('../workspace.mjs').Member} member
 */
function testProblems({ name, folder, manifest }) {
  const inPackages = manifest.name === `@heddle/${name}`;
  if (!inPackages || !existsSync(join(folder, 'test'))) return [];
  if (existsSync(join(folder, 'vitest.config.ts'))) return [];
  return [`${manifest.name}: has tests but no vitest.config.ts, so nothing runs them.`];
}
