import type { CaptureOption, CostOf } from '@heddle/core';
import type { Instrument } from '@heddle/core/integration';
import type { JsonObject } from '@heddle/events';
import { providerOf } from '../provider.ts';
import { listPrice } from '../prices/list-price.ts';
import type { ExtendedCostOf } from '../prices/priced-call.ts';
import type { WrapOpenAIOptions } from '../options.ts';

export type OutsideRun = 'run' | 'bare' | 'ignore';

/** One client's options with every default in its place. */
export interface ClientSettings {
  readonly provider: string;
  readonly capture: CaptureOption;
  readonly metadata: JsonObject | undefined;
  readonly outsideRun: OutsideRun;
  readonly otherCalls: boolean;
  readonly costOf: ExtendedCostOf;
}

export function clientSettings(
  instrument: Instrument,
  client: object,
  options: WrapOpenAIOptions,
): ClientSettings {
  const { furnishing } = instrument;
  return {
    provider: options.provider ?? providerOf(client),
    capture: options.capture ?? furnishing.captureDefault,
    metadata: options.metadata,
    outsideRun: options.outsideRun ?? furnishing.outsideRun,
    otherCalls: options.otherCalls ?? false,
    costOf: costOption(options.cost, furnishing.costOf),
  };
}

/** The caller's own prices come first; a list knows what they leave open. */
function costOption(own: CostOf | false | undefined, heddles: CostOf | undefined): ExtendedCostOf {
  if (own === false) return () => undefined;
  return (call) => own?.(call) ?? heddles?.(call) ?? listPrice(call);
}
