import './node-floor.mjs';

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { writeReferences } from './references.mjs';
import { isMain, root, run } from './run.mjs';
import { readManifest } from './workspace.mjs';

/**
 * @typedef {object} NewPackage
 * @property {string} name the folder's name: `cls-hooked`
 * @property {string} description one line, as npm shows it
 * @property {readonly string[]} [imports] the packages of ours it imports
 */

/**
 * Lays a package with the things every package has, and its place in the root tsconfig.json.
 *
 * @param {NewPackage} options
 * @param {string} [from] the workspace's folder
 * @returns {string[]} the files written, from the workspace's folder
 * @throws {Error} with the sentence that helps, when the name is no name or is taken
 */
export function createPackage({ name, description, imports = ['core'] }, from = root) {
  const folder = join(from, 'packages', name);
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    throw new Error(`"${name}" is no name for a package: words in lower case, joined by hyphens.`);
  }
  if (description === '')
    throw new Error('A package needs a description: one line, as npm shows it.');
  if (existsSync(folder)) throw new Error(`packages/${name} is there already.`);
  const unknown = imports.filter((other) => !existsSync(join(from, 'packages', other)));
  if (unknown.length > 0) throw new Error(`There is no package called ${unknown.join(', ')}.`);

  const files = templates({ name, description, imports }, readManifest(from));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  writeReferences(from);
  return Object.keys(files).map((path) => `packages/${name}/${path}`);
}

/**
 * @param {Required<NewPackage>} options
 * @param {import('./workspace.mjs').Manifest} workspace
 * @returns {Record<string, string>}
 */
function templates({ name, description, imports }, { license, engines }) {
  return {
    'package.json': json({
      name: `@heddle/${name}`,
      // The packages are released together: the next release gives all of them one number.
      version: '0.1.0',
      description,
      license,
      type: 'module',
      engines,
      sideEffects: false,
      files: ['dist', 'README.md'],
      exports: { '.': './src/index.ts' },
      publishConfig: {
        access: 'public',
        exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
      },
      dependencies: Object.fromEntries(imports.map((other) => [`@heddle/${other}`, 'workspace:*'])),
    }),
    'README.md': `# @heddle/${name}\n\n${description}\n`,
    'tsconfig.json': json({
      extends: '../../tsconfig.base.json',
      compilerOptions: {
        noEmit: true,
        composite: false,
        isolatedDeclarations: false,
        allowImportingTsExtensions: true,
      },
      include: ['src', 'test'],
    }),
    'tsconfig.build.json': json({
      extends: '../../tsconfig.base.json',
      compilerOptions: { rootDir: 'src', outDir: 'dist' },
      include: ['src'],
      references: imports.map((other) => ({ path: `../${other}/tsconfig.build.json` })),
    }),
    'vitest.config.ts': `import { defineProject } from 'vitest/config';

export default defineProject({ test: { name: '${name}', include: ['test/**/*.test.ts'] } });
`,
    'src/index.ts': 'export {};\n',
    // Red until the package has its first public name: that is the point.
    'test/index.test.ts': `import { expect, it } from 'vitest';

it('lists its public names', async () => {
  expect(Object.keys(await import('../src/index.ts'))).toEqual(['write your first public name here']);
});
`,
  };
}

/** @param {unknown} value */
function json(value) {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

if (isMain(import.meta.url)) {
  const [name = '', description = '', imports] = process.argv.slice(2);
  try {
    const files = createPackage({ name, description, imports: imports?.split(',') ?? ['core'] });
    await run('oxfmt', files);
    console.log(files.join('\n'));
    console.log('Now: pnpm install');
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error('Usage: pnpm new-package NAME "What it is, in one line." [core,events]');
    process.exitCode = 1;
  }
}
