import './node-floor.mjs';

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { isMain, root } from './run.mjs';
import { readReferences } from './tsconfig.mjs';
import { members } from './workspace.mjs';

/**
 * What `tsc -b` has to build: every package that has a tsconfig.build.json. The root tsconfig.json
 * is derived from the folders, so that nobody can forget a package there.
 *
 * @param {string} [from] the workspace's folder
 */
function expectedReferences(from = root) {
  return members('packages', from)
    .filter(({ folder }) => existsSync(join(folder, 'tsconfig.build.json')))
    .map(({ name }) => `packages/${name}/tsconfig.build.json`);
}

/**
 * @param {string} [from]
 * @returns {string[]} one sentence per reference that is missing or leads nowhere
 */
export function findReferenceProblems(from = root) {
  const expected = expectedReferences(from);
  const actual = readReferences(join(from, 'tsconfig.json'));
  const fix = '`node scripts/references.mjs` writes it.';
  return [
    ...expected
      .filter((path) => !actual.includes(path))
      .map((path) => `tsconfig.json does not reference ${path}: ${fix}`),
    ...actual
      .filter((path) => !expected.includes(path))
      .map((path) => `tsconfig.json references ${path}, which is not there: ${fix}`),
  ];
}

/** @param {string} [from] */
export function writeReferences(from = root) {
  const references = expectedReferences(from).map((path) => `    { "path": "${path}" }`);
  writeFileSync(
    join(from, 'tsconfig.json'),
    `{\n  "files": [],\n  "references": [\n${references.join(',\n')}\n  ]\n}\n`,
  );
}

if (isMain(import.meta.url)) writeReferences();
