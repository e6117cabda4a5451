import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { pnpm } from '../pnpm.mjs';
import { run } from '../run.mjs';
import { StepFailure } from '../steps.mjs';
import { publicPackages, readManifest } from '../workspace.mjs';

/**
 * A package as a user has it after `npm install`: unpacked from the tarball that pnpm would publish.
 *
 * @typedef {object} Packed
 * @property {string} name the folder's own name: `core`
 * @property {string} tarball
 * @property {string} folder
 * @property {import('../workspace.mjs').Manifest} manifest as published
 * @property {string[]} entries what can be imported: `@heddle/core`, `@heddle/core/…`
 */

/** @typedef {{ folder: string, packages: Packed[] }} Packs `folder` is a user's project that has them all */

/** @type {Promise<Packs> | undefined} */
let packs;

/**
 * Packs every public package once per process, and sets up a project beside the workspace where all
 * of them are installed. What our own workspace would forgive (a source file that is not published, an
 * undeclared dependency) is missed there.
 */
export function packAll() {
  packs ??= pack();
  return packs;
}

async function pack() {
  // Not under node_modules: the tools read what is there as somebody else's.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'heddle-packed-')));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

  const members = publicPackages();
  const filters = members.flatMap(({ manifest }) => ['--filter', manifest.name]);
  const { code, output } = await pnpm(['-r', ...filters, 'pack', '--pack-destination', folder]);
  if (code !== 0) throw new StepFailure(output);

  /** @type {Packed[]} */
  const packages = [];
  for (const member of members) {
    const { name, version } = member.manifest;
    const tarball = join(folder, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);
    const target = join(folder, member.name);
    mkdirSync(target);
    const unpacked = await run('tar', ['-xzf', tarball, '-C', target, '--strip-components=1']);
    if (unpacked.code !== 0) throw new StepFailure(unpacked.output);

    link(join(folder, 'node_modules', name), target);
    linkDependencies(member.folder, target);
    const manifest = readManifest(target);
    packages.push({
      name: member.name,
      tarball,
      folder: target,
      manifest,
      entries: entries(manifest),
    });
  }
  return { folder, packages };
}

/**
 * Third-party packages are taken from where the workspace installed them; ours are found one folder up.
 *
 * @param {string} member
 * @param {string} target
 */
function linkDependencies(member, target) {
  const { dependencies, peerDependencies } = readManifest(target);
  for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
    const installed = join(member, 'node_modules', name);
    if (!name.startsWith('@heddle/') && existsSync(installed)) {
      link(join(target, 'node_modules', name), realpathSync(installed));
    }
  }
}

/**
 * @param {string} path
 * @param {string} target
 */
function link(path, target) {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, 'junction');
}

/** @param {import('../workspace.mjs').Manifest} manifest */
function entries(manifest) {
  return Object.keys(manifest.exports ?? {})
    .filter((key) => !key.endsWith('.json') && !key.includes('*'))
    .map((key) => manifest.name + key.slice(1));
}
