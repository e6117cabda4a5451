import type { ModelInfo, ModelPrice, Provider } from '@pydantic/genai-prices';
import type { TokenRates } from './own-price.ts';
import { plainPrice, plainRates } from './plain-price.ts';
import { priceList } from './price-list.ts';
import { dollars, isListTier, type ExtendedCostOf, type PricedCall } from './priced-call.ts';

/** What the list calls the providers that OpenTelemetry names otherwise. */
const LISTED: Readonly<Record<string, string>> = {
  'azure.ai.openai': 'azure',
  'azure.ai.inference': 'azure',
  'aws.bedrock': 'aws',
  'gcp.gemini': 'google',
  'gcp.vertex_ai': 'google',
  mistral_ai: 'mistral',
  x_ai: 'x-ai',
};

/** A model in the list, with a provider that knows no other: looking it up again costs nothing. */
interface ListedModel {
  readonly provider: Provider;
  readonly rates: readonly ModelPrice[];
  /** The rates of a model that always costs the same, whatever the hour and however long the prompt. */
  readonly plain: TokenRates | undefined;
}

const MOST_REMEMBERED = 1000;
const remembered = new Map<string, ListedModel | undefined>();

/** The list price of a call: `undefined` for a model, a tier or a kind of token it does not list. */
export const listPrice: ExtendedCostOf = (call) => {
  const { provider = 'openai', model, serviceTier } = call;
  if (model === undefined || !isListTier(serviceTier)) return undefined;
  const list = priceList();
  const listed = list && listedModel(LISTED[provider] ?? provider, model);
  if (listed === undefined) return undefined;
  const plain = listed.plain && plainPrice(call, listed.plain);
  if (plain !== undefined) return plain;
  const usage = listedUsage(call);
  if (!listed.rates.every((rates) => covers(rates, usage))) return undefined;
  try {
    return dollars(list?.calcPrice(usage, model, { provider: listed.provider })?.total_price);
  } catch {
    // Counts that contradict each other, such as more cached tokens than tokens.
    return undefined;
  }
};

function listedModel(providerId: string, model: string): ListedModel | undefined {
  const key = `${providerId}/${model}`;
  if (remembered.has(key)) return remembered.get(key);
  const found = priceList()?.calcPrice({ input_tokens: 0 }, model, { providerId });
  const listed = found && listedAs(found.provider, found.model);
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(key, listed ?? undefined);
  return listed ?? undefined;
}

function listedAs(provider: Provider, model: ModelInfo): ListedModel {
  const { prices } = model;
  const rates = Array.isArray(prices) ? prices.map((period) => period.prices) : [prices];
  const plain = rates.length === 1 ? plainRates(rates[0] as ModelPrice) : undefined;
  return { provider: { ...provider, models: [model] }, rates, plain };
}

/** The list wants every part with the whole that it is counted in. */
function listedUsage({ usage, units }: PricedCall): Record<string, number> {
  const counts = {
    input_tokens: usage.inputTokens,
    output_tokens: usage.outputTokens,
    cache_read_tokens: usage.cachedInputTokens,
    cache_write_tokens: usage.cacheWriteTokens,
    input_audio_tokens: usage.audioInputTokens,
    output_audio_tokens: usage.audioOutputTokens,
    ...units,
  };
  const counted = Object.entries(counts).filter(([, count]) => count !== undefined);
  return Object.fromEntries(counted) as Record<string, number>;
}

/** Which rate a model must have before a kind of usage has a price; without it the sum is a guess. */
const NEEDED: Readonly<Record<string, string>> = {
  input_tokens: 'input_mtok',
  output_tokens: 'output_mtok',
  input_audio_tokens: 'input_audio_mtok',
  output_audio_tokens: 'output_audio_mtok',
  input_image_tokens: 'input_image_mtok',
  input_audio_seconds: 'input_audio_hours',
};

function covers(rates: ModelPrice, usage: Readonly<Record<string, number>>): boolean {
  const kinds = Object.keys(usage).filter((kind) => (usage[kind] as number) > 0);
  return (
    kinds.length > 0 &&
    kinds.every((kind) => NEEDED[kind] === undefined || rates[NEEDED[kind]] !== undefined)
  );
}
