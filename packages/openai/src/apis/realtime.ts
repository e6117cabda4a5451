import { responseMessages } from '../messages/response-items.ts';
import { readUnits, readUsage } from '../usage.ts';
import type { ModelApi } from './model-api.ts';
import { fields, present, string } from './read.ts';
import { responseAnswer } from './response-answer.ts';

/**
 * One answer in a realtime session: what `response.done` carries. Sound is not kept, only what was
 * said in it.
 */
export const realtime: ModelApi = {
  name: 'realtime',
  operation: 'chat',
  content: ['items'],
  input: ({ items }) => responseMessages(items),
  answer(value) {
    const response = fields(value);
    return present({
      ...responseAnswer(response),
      usage: readUsage(response['usage']),
      units: readUnits(response['usage']),
      responseModel: string(response['model']),
    });
  },
};
