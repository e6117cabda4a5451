import type { Totals } from './scope.ts';

export function emptyTotals(): Totals {
  return {
    inputTokens: 0,
    outputTokens: 0,
    cachedInputTokens: 0,
    reasoningTokens: 0,
    costUsd: 0,
    modelCalls: 0,
    toolCalls: 0,
    steps: 0,
    errors: 0,
    runs: 0,
  };
}

export function addTotals(into: Totals, from: Totals): void {
  into.inputTokens += from.inputTokens;
  into.outputTokens += from.outputTokens;
  into.cachedInputTokens += from.cachedInputTokens;
  into.reasoningTokens += from.reasoningTokens;
  into.costUsd += from.costUsd;
  into.modelCalls += from.modelCalls;
  into.toolCalls += from.toolCalls;
  into.steps += from.steps;
  into.errors += from.errors;
  into.runs += from.runs;
}
