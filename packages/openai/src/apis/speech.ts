import type { ModelApi } from './model-api.ts';
import { fields, present, string } from './read.ts';

/** Text to speech. The answer is a body that only the caller may read: its type is all we say. */
export const speech: ModelApi = {
  name: 'audio.speech',
  operation: 'speech',
  content: ['input', 'instructions'],
  input: ({ input, instructions }) => present({ input, instructions }),
  answer(value) {
    const headers = fields(value)['headers'] as { get?(name: string): unknown } | undefined;
    const contentType = string(headers?.get?.('content-type'));
    return { output: present({ contentType }) };
  },
};
