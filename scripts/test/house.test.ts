import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { findHouseProblems } from '../checks/house.mjs';
import { createPackage } from '../new-package.mjs';
import { matrixFiles } from '../node-matrix.mjs';
import { root } from '../run.mjs';

let workspace: string;

beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'heddle-house-'));
  write('package.json', readFileSync(join(root, 'package.json'), 'utf8'));
  write('tsconfig.json', '{ "files": [], "references": [] }');
  createPackage({ name: 'events', description: 'The catalog.', imports: [] }, workspace);
  createPackage({ name: 'core', description: 'The wrappers.', imports: ['events'] }, workspace);
});

afterEach(() => rmSync(workspace, { recursive: true }));

function write(path: string, text: string) {
  mkdirSync(dirname(join(workspace, path)), { recursive: true });
  writeFileSync(join(workspace, path), text);
}

function change(path: string, edit: (value: Record<string, unknown>) => void) {
  const value = JSON.parse(readFileSync(join(workspace, path), 'utf8'));
  edit(value);
  write(path, JSON.stringify(value));
}

describe('a new package', () => {
  it('breaks no rule of the house', () => {
    createPackage({ name: 'cls-hooked', description: 'A context manager.' }, workspace);
    expect(findHouseProblems(workspace)).toEqual([]);
  });

  it('is built after what it imports', () => {
    const config = JSON.parse(
      readFileSync(join(workspace, 'packages/core/tsconfig.build.json'), 'utf8'),
    );
    expect(config.references).toEqual([{ path: '../events/tsconfig.build.json' }]);
  });

  it.each(['Core', '../core', 'a_b', ''])('is not called %j', (name) => {
    expect(() => createPackage({ name, description: 'x' }, workspace)).toThrow('no name');
  });

  it('does not overwrite one that is there', () => {
    expect(() => createPackage({ name: 'core', description: 'x' }, workspace)).toThrow(
      'there already',
    );
  });

  it('does not import what does not exist', () => {
    const options = { name: 'otel', description: 'x', imports: ['croe'] };
    expect(() => createPackage(options, workspace)).toThrow('no package called croe');
  });
});

describe('the house check', () => {
  it('finds a package that the build does not know', () => {
    write(
      'tsconfig.json',
      '{ /* jsonc */ "references": [{ "path": "packages/core/tsconfig.build.json" }] }',
    );
    expect(findHouseProblems(workspace)).toEqual([
      expect.stringContaining('does not reference packages/events/tsconfig.build.json'),
    ]);
  });

  it('finds a reference that leads nowhere', () => {
    change('tsconfig.json', (config) => {
      (config['references'] as unknown[]).push({ path: 'packages/gone/tsconfig.build.json' });
    });
    expect(findHouseProblems(workspace)).toEqual([expect.stringContaining('which is not there')]);
  });

  it('finds a version that is not in the catalog', () => {
    change('packages/core/package.json', (manifest) => {
      manifest['devDependencies'] = { zod: '^4.0.0' };
    });
    expect(findHouseProblems(workspace)).toEqual([expect.stringContaining('zod is ^4.0.0')]);
  });

  it('finds a runtime dependency of core, even a pinned one', () => {
    change('packages/core/package.json', (manifest) => {
      manifest['dependencies'] = { '@heddle/events': 'workspace:*', zod: 'catalog:' };
    });
    expect(findHouseProblems(workspace)).toEqual([expect.stringContaining('not even zod')]);
  });

  it('finds a door that is open in the workspace and shut for users', () => {
    change('packages/core/package.json', (manifest) => {
      manifest['exports'] = { '.': './src/index.ts', './wire': './src/wire.ts' };
    });
    expect(findHouseProblems(workspace)).toEqual([expect.stringContaining('[., ./wire]')]);
  });

  it('finds an import that the build order does not know', () => {
    change('packages/core/tsconfig.build.json', (config) => {
      config['references'] = [];
    });
    expect(findHouseProblems(workspace)).toEqual([
      expect.stringContaining('must reference ../events/tsconfig.build.json'),
    ]);
  });

  it('finds tests that nothing runs', () => {
    rmSync(join(workspace, 'packages/core/vitest.config.ts'));
    expect(findHouseProblems(workspace)).toEqual([expect.stringContaining('nothing runs them')]);
  });
});

it('runs on every Node what a package names', () => {
  change('packages/core/package.json', (manifest) => {
    manifest['heddle'] = { matrix: ['test/behaviour'] };
  });
  expect(matrixFiles(workspace)).toEqual(['packages/core/test/behaviour']);
});
