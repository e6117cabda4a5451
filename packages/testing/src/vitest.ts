import { expect } from 'vitest';
import { heddleMatchers } from './matchers.ts';

export {
  batchOf,
  transportContract,
  type TransportExpectations,
  type TransportUnderTest,
} from './contracts/transport-contract.ts';

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
  // oxlint-disable-next-line typescript/no-explicit-any
  interface Assertion<T = any> extends HeddleMatchers<T> {}
  interface AsymmetricMatchersContaining extends HeddleMatchers {}
}
