import type { Usage } from '@heddle/events';

/**
 * The spellings under which the field's clients report token counts, by the catalog's name. A
 * generic reading for hand-written clients; provider packages read their own shapes.
 */
const SPELLINGS: { readonly [Name in keyof Usage]-?: readonly string[] } = {
  inputTokens: ['inputTokens', 'input_tokens', 'promptTokens', 'prompt_tokens'],
  outputTokens: ['outputTokens', 'output_tokens', 'completionTokens', 'completion_tokens'],
  totalTokens: ['totalTokens', 'total_tokens'],
  cachedInputTokens: [
    'cachedInputTokens',
    'cached_input_tokens',
    'cacheReadTokens',
    'cache_read_tokens',
  ],
  cacheWriteTokens: ['cacheWriteTokens', 'cache_write_tokens'],
  reasoningTokens: ['reasoningTokens', 'reasoning_tokens'],
  audioInputTokens: ['audioInputTokens', 'audio_input_tokens'],
  audioOutputTokens: ['audioOutputTokens', 'audio_output_tokens'],
};

/** Token counts as the catalog spells them. Anything that is not a count is left out. */
export function normalizeUsage(given: unknown): Usage | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const source = given as Record<string, unknown>;
  const usage: Record<string, number> = {};
  for (const [name, spellings] of Object.entries(SPELLINGS)) {
    for (const spelling of spellings) {
      const count = source[spelling];
      if (typeof count === 'number' && Number.isFinite(count) && count >= 0) {
        usage[name] = Math.round(count);
        break;
      }
    }
  }
  if (
    usage['totalTokens'] === undefined &&
    (usage['inputTokens'] ?? usage['outputTokens']) !== undefined
  ) {
    usage['totalTokens'] = (usage['inputTokens'] ?? 0) + (usage['outputTokens'] ?? 0);
  }
  return Object.keys(usage).length > 0 ? (usage as Usage) : undefined;
}
