import type { Infer, Schema } from '../schema/schema.ts';
import { facts, integer, optional, string } from '../schema/vocabulary.ts';

const model = facts('ModelFacts', 'The model.', {
  provider: optional(string('Who runs it, such as `openai`.')),
  name: optional(string('The name it was asked for by.')),
  responseName: optional(string('The name it answered with.')),
});

/** Which model was asked, and which one answered. */
export interface ModelFacts extends Infer<typeof model> {}

export const modelFacts: Schema<ModelFacts> = model;

const tokens = { minimum: 0 };

const used = facts('Usage', 'Tokens, as the provider counted them.', {
  inputTokens: optional(integer('Tokens read, cached ones included.', tokens)),
  outputTokens: optional(integer('Tokens written, reasoning included.', tokens)),
  totalTokens: optional(integer('Input and output tokens.', tokens)),
  cachedInputTokens: optional(integer('Input tokens that came from a cache.', tokens)),
  cacheWriteTokens: optional(integer('Input tokens written to a cache.', tokens)),
  reasoningTokens: optional(integer('Output tokens spent on reasoning.', tokens)),
  audioInputTokens: optional(integer('Input tokens that were audio.', tokens)),
  audioOutputTokens: optional(integer('Output tokens that were audio.', tokens)),
});

/** Tokens of one model call. A count that is absent was not reported; it is not zero. */
export interface Usage extends Infer<typeof used> {}

export const usage: Schema<Usage> = used;
