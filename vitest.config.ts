import { existsSync } from 'node:fs';

import { defineConfig } from 'vitest/config';

import { needsEnvironment } from './scripts/needs.mjs';
import { members } from './scripts/workspace.mjs';

// Where tests find the programs of the machine that they need: workers inherit it.
Object.assign(process.env, needsEnvironment());

const tested = ['scripts', ...members('packages').map(({ name }) => `packages/${name}`)];

export default defineConfig({
  test: {
    projects: tested
      .filter((folder) => existsSync(`${folder}/vitest.config.ts`))
      .map((folder) => ({
        root: folder,
        extends: `${folder}/vitest.config.ts`,
        // A project does not inherit this from the root by itself.
        // Two cores, real servers: a few slow tests are expected, a hang is not.
        test: { testTimeout: 30_000 },
      })),
  },
});
