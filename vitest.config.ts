import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: ['packages/*'],
    // Two cores, real servers: a few slow tests are expected, a hang is not.
    testTimeout: 30_000,
  },
});
