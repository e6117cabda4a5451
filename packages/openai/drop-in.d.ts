import type { Heddle } from '@heddle/core';
import type { WrapOpenAIOptions } from '@heddle/openai';

// A drop-in has the types of what it stands in for.
// oxlint-disable-next-line oxc/no-barrel-file
export * from 'openai';
export { default } from 'openai';

/** Says which Heddle records the calls that drop-in clients make outside any run. */
export declare function useHeddle(heddle: Heddle, options?: WrapOpenAIOptions): void;
