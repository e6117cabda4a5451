import type { Operation } from '@heddle/core/integration';
import type { ModelAnswer } from '../apis/model-api.ts';
import { present } from '../apis/read.ts';
import type { ExtendedCostOf } from '../prices/priced-call.ts';

/** What an answer says of itself, by the names of the ending's fields, as far as it is to be kept. */
export function answerDetails(
  operation: Operation,
  answer: ModelAnswer,
  costOf: ExtendedCostOf,
): Record<string, unknown> {
  const { instrument, work } = operation;
  const { toolCalls, responseModel } = answer;
  return present({
    usage: answer.usage,
    costUsd: instrument.guard(() => cost(operation, answer, costOf)),
    model: responseModel === undefined ? undefined : { responseName: responseModel },
    responseId: answer.responseId,
    finishReasons: answer.finishReasons,
    serviceTier: answer.serviceTier,
    toolCalls:
      work.captureOutput === 'full'
        ? instrument.capture(toolCalls, 'full')
        : toolCalls?.map(({ id, name }) => present({ id, name })),
    output: instrument.capture(answer.output, work.captureOutput),
    metadata: answer.metadata,
  });
}

function cost(
  { facts }: Operation,
  { usage, units, responseModel, serviceTier }: ModelAnswer,
  costOf: ExtendedCostOf,
): number | undefined {
  if (usage === undefined && units === undefined) return undefined;
  const { provider, name } = facts.model ?? {};
  const model = responseModel ?? name;
  return costOf(present({ provider, model, usage: usage ?? {}, units, serviceTier }));
}
