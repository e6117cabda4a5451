import type { CostOf } from '@heddle/core';
import { listPrice } from './list-price.ts';
import { ownPrice, type PriceTable } from './own-price.ts';
import type { PricedCall } from './priced-call.ts';

export type { ModelRates, PriceTable, TokenRates } from './own-price.ts';
export type { PricedCall } from './priced-call.ts';

/** Options of `openaiCost`. */
export interface OpenAICostOptions {
  /** Your own prices; they come before the list's. */
  readonly prices?: PriceTable;
  /** `false`: your own prices and nothing else. */
  readonly list?: boolean;
}

/**
 * Prices model calls, for `createHeddle({ cost })` or `wrapOpenAI(…, { cost })`. The list is that of
 * `@pydantic/genai-prices`, which is part of this package: no network is asked. A model that is in
 * neither has no cost.
 *
 * @example
 * const cost = openaiCost({ prices: { 'my-fine-tune': { input: 3, output: 12 } } });
 * const heddle = createHeddle({ cost });
 */
export function openaiCost({ prices = {}, list = true }: OpenAICostOptions = {}): CostOf {
  const own = ownPrice(prices);
  return (call) => own(call) ?? (list ? listPrice(call) : undefined);
}

/**
 * The list price of one call in US dollars; undefined when the list does not know.
 *
 * @example
 * priceOf({ model: 'gpt-4o-mini', usage: { inputTokens: 1_000_000, outputTokens: 0 } }); // 0.15
 */
export function priceOf(call: PricedCall): number | undefined {
  return listPrice(call);
}
