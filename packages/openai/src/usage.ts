import type { Usage } from '@heddle/events';
import { count, fields, present } from './apis/read.ts';

/** Token counts in either spelling of OpenAI's: chat's `prompt_tokens`, responses' `input_tokens`. */
export function readUsage(given: unknown): Usage | undefined {
  const usage = fields(given);
  const inputTokens = count(usage['input_tokens']) ?? count(usage['prompt_tokens']);
  const outputTokens = count(usage['output_tokens']) ?? count(usage['completion_tokens']);
  if (inputTokens === undefined && outputTokens === undefined) return undefined;
  const input = detailsOf(usage, [
    'input_tokens_details',
    'prompt_tokens_details',
    'input_token_details',
  ]);
  const output = detailsOf(usage, [
    'output_tokens_details',
    'completion_tokens_details',
    'output_token_details',
  ]);
  return present({
    inputTokens,
    outputTokens,
    totalTokens: count(usage['total_tokens']) ?? (inputTokens ?? 0) + (outputTokens ?? 0),
    cachedInputTokens: count(input['cached_tokens']),
    cacheWriteTokens: count(input['cache_write_tokens']),
    reasoningTokens: count(output['reasoning_tokens']),
    audioInputTokens: count(input['audio_tokens']),
    audioOutputTokens: count(output['audio_tokens']),
  });
}

/** What costs money and is no token, or a kind of token that the catalog does not tell apart. */
export function readUnits(given: unknown): Readonly<Record<string, number>> | undefined {
  const usage = fields(given);
  const input = detailsOf(usage, ['input_tokens_details', 'input_token_details']);
  const output = detailsOf(usage, ['output_tokens_details', 'output_token_details']);
  const cached = fields(input['cached_tokens_details']);
  const seconds = count(usage['seconds']);
  const units = present({
    input_image_tokens: count(input['image_tokens']),
    output_image_tokens: count(output['image_tokens']),
    cache_audio_read_tokens: count(cached['audio_tokens']),
    cache_image_read_tokens: count(cached['image_tokens']),
    audio_seconds: seconds,
    input_audio_seconds: seconds,
  });
  return Object.keys(units).length > 0 ? units : undefined;
}

function detailsOf(
  usage: Readonly<Record<string, unknown>>,
  spellings: readonly string[],
): Readonly<Record<string, unknown>> {
  for (const spelling of spellings) {
    if (usage[spelling] !== undefined) return fields(usage[spelling]);
  }
  return {};
}
