import { bodyField } from '../received-request.ts';
import { eventStream, json, type Reply } from '../reply.ts';
import { CHAT_USAGE } from './chat.ts';

/** A completion of the API that came before chat. */
export function completionAnswer(text = 'Once upon a time.'): Reply {
  return (request, response) => {
    const whole = {
      id: 'cmpl-loopback',
      object: 'text_completion',
      created: 1_700_000_000,
      model: bodyField(request, 'model'),
    };
    const choice = (part: string, reason: string | null): object => ({
      ...whole,
      choices: [{ index: 0, text: part, logprobs: null, finish_reason: reason }],
    });
    if (bodyField(request, 'stream') !== true) {
      return json({ ...choice(text, 'stop'), usage: CHAT_USAGE })(request, response);
    }
    const words = text.split(/(?<= )/).map((word) => choice(word, null));
    return eventStream([...words, choice('', 'stop')])(request, response);
  };
}
