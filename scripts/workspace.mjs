import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { root } from './run.mjs';

/**
 * @typedef {object} Manifest the fields of a package.json that our scripts read
 * @property {string} name
 * @property {string} [version]
 * @property {string} [description]
 * @property {boolean} [private]
 * @property {string} [license]
 * @property {Record<string, string>} [engines]
 * @property {Record<string, string>} [scripts]
 * @property {readonly string[]} [files]
 * @property {Record<string, unknown>} [exports]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [devDependencies]
 * @property {Record<string, string>} [peerDependencies]
 * @property {{ exports?: Record<string, unknown> }} [publishConfig]
 * @property {{ needs?: readonly string[], matrix?: readonly string[] }} [heddle] `needs`: programs
 *   of the machine that the tests use (see needs.mjs); `matrix`: the tests that also run on other
 *   Nodes in every `npm test` (see node-matrix.mjs)
 *
 * @typedef {{ name: string, folder: string, manifest: Manifest }} Member `name` is the folder's own name
 */

/**
 * The workspace's packages in one folder, by name.
 *
 * @param {'packages' | 'examples'} kind
 * @param {string} [from] the workspace's folder
 * @returns {Member[]}
 */
export function members(kind, from = root) {
  const parent = join(from, kind);
  if (!existsSync(parent)) return [];
  return readdirSync(parent)
    .toSorted()
    .filter((name) => existsSync(join(parent, name, 'package.json')))
    .map((name) => {
      const folder = join(parent, name);
      return { name, folder, manifest: readManifest(folder) };
    });
}

/**
 * The packages that users install.
 *
 * @param {string} [from]
 */
export function publicPackages(from) {
  return members('packages', from).filter(({ manifest }) => manifest.private !== true);
}

/**
 * @param {string} folder
 * @returns {Manifest}
 */
export function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
