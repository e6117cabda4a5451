import { LongText } from './long-text.ts';
import type { StreamReader } from './model-api.ts';
import { fields, present, string } from './read.ts';
import { responseAnswer } from './response-answer.ts';

const LAST = ['response.completed', 'response.incomplete', 'response.failed', 'response.cancelled'];

/**
 * Reads a streamed response. Its last event carries the whole of it; only a stream that breaks off
 * before leaves us with the text so far.
 */
export function responseStream(): StreamReader {
  let response: Readonly<Record<string, unknown>> = {};
  let over = false;
  const texts = new Map<unknown, LongText>();
  return {
    read(event) {
      const given = fields(event);
      const type = string(given['type']) ?? '';
      if (typeof given['response'] === 'object') {
        response = fields(given['response']);
        over ||= LAST.includes(type);
        return false;
      }
      if (type === 'response.output_text.delta') {
        const key = given['item_id'];
        const text = texts.get(key) ?? new LongText();
        texts.set(key, text);
        text.add(given['delta']);
      }
      return type.endsWith('.delta');
    },
    answer() {
      if (over) return responseAnswer(response);
      const written = [...texts.values()].map((text) => ({
        type: 'message',
        role: 'assistant',
        content: text.whole ?? '',
      }));
      const {
        finishReasons: _unknown,
        pending,
        ...partial
      } = responseAnswer({
        ...response,
        output: written,
      });
      // A stream that is left is a response that is stopped, unless it runs in the background.
      const goesOn = pending === true && response['background'] === true;
      return present({ ...partial, pending: goesOn ? true : undefined });
    },
  };
}
