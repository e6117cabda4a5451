import { createHeddle, type Heddle } from '@heddle/core';
import type { WrapOpenAIOptions } from '../options.ts';

interface Default {
  readonly heddle: Heddle;
  readonly options: WrapOpenAIOptions;
}

let chosen: Default | undefined;

/**
 * Says which Heddle records the calls that drop-in clients make outside any run. Inside a run it is
 * always the run's own. Clients that exist already stay with what was said before.
 *
 * @example
 * useHeddle(createHeddle({ agent: { key: 'support' } }), { capture: 'summary' });
 */
export function useHeddle(heddle: Heddle, options: WrapOpenAIOptions = {}): void {
  chosen = { heddle, options };
}

/** The one that was chosen, or one that the environment describes. */
export function defaultHeddle(): Default {
  chosen ??= { heddle: createHeddle(), options: {} };
  return chosen;
}
