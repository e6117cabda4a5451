import type { Infer } from '../schema/schema.ts';
import { facts, integer, number, optional } from '../schema/vocabulary.ts';

const count = { minimum: 0 };

const totals = facts('TotalsFacts', 'What it adds up to, without its child runs.', {
  inputTokens: integer('Tokens read by models, cached ones included.', count),
  outputTokens: integer('Tokens written by models, reasoning included.', count),
  cachedInputTokens: integer('Input tokens that came from a cache.', count),
  reasoningTokens: integer('Output tokens spent on reasoning.', count),
  totalTokens: integer('Input and output tokens.', count),
  costUsd: optional(number('Cost in US dollars. Absent when no price was known.', count)),
  modelCalls: integer('Model calls.', count),
  toolCalls: integer('Tool calls.', count),
  steps: integer('Workflow steps.', count),
  errors: integer('Errors.', count),
  runs: integer('Runs.', count),
});

/** What a run or a session adds up to. */
export interface TotalsFacts extends Infer<typeof totals> {}

export const totalsFacts: typeof totals = totals;
