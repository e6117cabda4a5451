import type { ModelPrice } from '@pydantic/genai-prices';
import { tokenPrice, type TokenRates } from './own-price.ts';
import type { PricedCall } from './priced-call.ts';

/** The rates of a model that costs the same at any hour and for a prompt of any length. */
export function plainRates(rates: ModelPrice): TokenRates | undefined {
  const { input_mtok: input, output_mtok: output } = rates;
  const { cache_read_mtok: cachedInput, cache_write_mtok: cacheWrite } = rates;
  if (typeof input !== 'number' || typeof output !== 'number') return undefined;
  if (typeof cachedInput === 'object' || typeof cacheWrite === 'object') return undefined;
  return {
    input,
    output,
    ...(cachedInput !== undefined && { cachedInput }),
    ...(cacheWrite !== undefined && { cacheWrite }),
  };
}

/**
 * The common case, reckoned here: the list takes 60 us for what is a sum of four products.
 * Undefined for sound, for pictures and for counts that contradict each other: the list knows them.
 */
export function plainPrice({ usage, units }: PricedCall, rates: TokenRates): number | undefined {
  const { inputTokens = 0, outputTokens = 0, cachedInputTokens = 0, cacheWriteTokens = 0 } = usage;
  if (units !== undefined || inputTokens + outputTokens === 0) return undefined;
  if ((usage.audioInputTokens ?? 0) + (usage.audioOutputTokens ?? 0) > 0) return undefined;
  if (cachedInputTokens + cacheWriteTokens > inputTokens) return undefined;
  return tokenPrice({ usage }, rates);
}
