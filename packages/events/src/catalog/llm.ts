import { errorFacts } from '../facts/error-facts.ts';
import { modelFacts, usage } from '../facts/model-facts.ts';
import { failureOutcome, outcome } from '../facts/outcome.ts';
import {
  boolean,
  integer,
  json,
  jsonRecord,
  list,
  number,
  object,
  optional,
  string,
} from '../schema/vocabulary.ts';
import { defineEvent } from './define-event.ts';

const llm = object('The request.', {
  api: optional(string('The API it went through, such as `responses`.')),
  operation: optional(string('What was asked for, such as `chat` or `embeddings`.')),
  stream: optional(boolean('Whether the answer was streamed.')),
  parameters: optional(jsonRecord('Temperature and the like. Keys are the provider’s.')),
});

const toolCall = object('One tool call.', {
  id: optional(string('The id the model gave it.')),
  name: string('The tool.'),
  arguments: optional(json('The arguments the model wrote.')),
});

export const llmCalled = defineEvent('agent.llm.called', {
  family: 'llm',
  when: 'A model call began.',
  fields: { model: modelFacts, llm, input: optional(json('The prompt.')) },
});

export const llmCompleted = defineEvent('agent.llm.completed', {
  family: 'llm',
  when: 'A model call succeeded, its stream read to the end.',
  fields: {
    model: modelFacts,
    llm,
    outcome,
    usage,
    costUsd: optional(number('Cost in US dollars.', { minimum: 0 })),
    finishReasons: optional(list(string('One choice’s reason.'), 'Why the model stopped.')),
    timeToFirstTokenMs: optional(
      number('From the request to the first token, in milliseconds.', { unit: 'ms' }),
    ),
    outputTokensPerSecond: optional(number('Speed of the answer.', { minimum: 0 })),
    toolCalls: optional(list(toolCall, 'The tool calls the model asked for.')),
    input: optional(json('The prompt.')),
    output: optional(json('The answer.')),
    requestId: optional(string('The id under which the provider knows the request.')),
    responseId: optional(string('The id of the answer.')),
    serviceTier: optional(string('The tier it was served in.')),
    retries: optional(integer('How often the client tried again.', { minimum: 0 })),
  },
});

export const llmFailed = defineEvent('agent.llm.failed', {
  family: 'llm',
  when: 'A model call failed.',
  fields: {
    model: modelFacts,
    llm,
    outcome: failureOutcome,
    error: errorFacts,
    input: optional(json('The prompt.')),
  },
});
