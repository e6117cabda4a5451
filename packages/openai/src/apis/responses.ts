import { textPart, type Message } from '../messages/parts.ts';
import { responseMessages } from '../messages/response-items.ts';
import type { ModelApi } from './model-api.ts';
import { string } from './read.ts';
import { responseAnswer } from './response-answer.ts';
import { responseStream } from './response-stream.ts';

export const responses: ModelApi = {
  name: 'responses',
  operation: 'chat',
  content: ['input', 'instructions', 'prompt'],
  input({ instructions, input, prompt }) {
    const system = string(instructions);
    const messages: Message[] =
      system === undefined ? [] : [{ role: 'system', parts: [textPart(system)] }];
    messages.push(...responseMessages(input));
    if (prompt !== undefined) messages.push({ role: 'user', parts: [{ type: 'prompt', prompt }] });
    return messages;
  },
  answer: responseAnswer,
  stream: () => responseStream(),
};

/** What `responses.compact` does: a shorter conversation, not an answer. */
export const compact: ModelApi = { ...responses, operation: 'compact' };
