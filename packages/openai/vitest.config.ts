import { defineProject } from 'vitest/config';

export default defineProject({
  test: {
    name: 'openai',
    include: ['test/**/*.test.ts'],
    // A dropped stream is ended by the garbage collector: tests must be able to call it.
    execArgv: ['--expose-gc'],
  },
});
