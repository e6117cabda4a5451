import { dollars, isListTier, type ExtendedCostOf, type PricedCall } from './priced-call.ts';

/** US dollars per million tokens. A kind of token without a rate of its own costs what its direction costs. */
export interface TokenRates {
  readonly input: number;
  readonly output: number;
  /** Input tokens that came from a cache. */
  readonly cachedInput?: number;
  /** Input tokens that were written to a cache. */
  readonly cacheWrite?: number;
  readonly audioInput?: number;
  readonly audioOutput?: number;
  /** Output tokens spent on reasoning. */
  readonly reasoning?: number;
}

export interface ModelRates extends TokenRates {
  /** What other service tiers cost; a tier that is not here has no price. */
  readonly tiers?: Readonly<Record<string, TokenRates>>;
}

/** Rates by model, or by `provider/model` where the same name costs differently. */
export type PriceTable = Readonly<Record<string, ModelRates>>;

/** Prices by the caller's own table. */
export function ownPrice(prices: PriceTable): ExtendedCostOf {
  const table = new Map(Object.entries(prices));
  return (call) => {
    const rates = table.get(`${call.provider}/${call.model}`) ?? table.get(call.model ?? '');
    const tier = isListTier(call.serviceTier) ? rates : rates?.tiers?.[call.serviceTier as string];
    return tier === undefined ? undefined : tokenPrice(call, tier);
  };
}

/** `usage` counts each kind inside its direction's total: what is priced apart is taken out first. */
export function tokenPrice({ usage }: PricedCall, rates: TokenRates): number | undefined {
  const { inputTokens, outputTokens } = usage;
  if (inputTokens === undefined && outputTokens === undefined) return undefined;
  const input = direction(inputTokens ?? 0, rates.input, [
    [usage.cachedInputTokens, rates.cachedInput],
    [usage.cacheWriteTokens, rates.cacheWrite],
    [usage.audioInputTokens, rates.audioInput],
  ]);
  const output = direction(outputTokens ?? 0, rates.output, [
    [usage.audioOutputTokens, rates.audioOutput],
    [usage.reasoningTokens, rates.reasoning],
  ]);
  return dollars((input + output) / 1_000_000);
}

function direction(
  total: number,
  rate: number,
  kinds: readonly (readonly [tokens: number | undefined, rate: number | undefined])[],
): number {
  let rest = total;
  let price = 0;
  for (const [tokens = 0, own] of kinds) {
    if (own === undefined) continue;
    const counted = Math.min(tokens, rest);
    rest -= counted;
    price += counted * own;
  }
  return price + rest * rate;
}
