import { expect } from 'vitest';
import { heddleMatchers } from './matchers.ts';

/**
 * Adds Heddle's matchers to vitest's `expect`: `import '@heddle/testing/vitest'`, once, in a setup
 * file or a test.
 */
expect.extend(heddleMatchers as never);

interface HeddleMatchers<Result = unknown> {
  toHaveEmitted(type: string, fields?: Record<string, unknown>): Result;
  toHaveGapFreeSequences(): Result;
  toHaveFinishedEverything(): Result;
  toBeValidEvents(): Result;
}

declare module 'vitest' {
  // oxlint-disable-next-line typescript/no-explicit-any, typescript/no-empty-object-type
  interface Assertion<T = any> extends HeddleMatchers<T> {}
  // oxlint-disable-next-line typescript/no-empty-object-type
  interface AsymmetricMatchersContaining extends HeddleMatchers {}
}
