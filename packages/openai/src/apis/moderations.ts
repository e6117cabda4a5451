import { contentPart } from '../messages/parts.ts';
import type { ModelApi } from './model-api.ts';
import { fields, items, present, string } from './read.ts';

/** Moderation: what was looked at and what was found. It costs nothing and counts no tokens. */
export const moderations: ModelApi = {
  name: 'moderations',
  operation: 'moderation',
  content: ['input'],
  input: ({ input }) => (typeof input === 'string' ? [input] : items(input).map(contentPart)),
  answer(value) {
    const answer = fields(value);
    return present({
      responseId: string(answer['id']),
      responseModel: string(answer['model']),
      output: items(answer['results']).map((result) => {
        const { flagged, categories } = fields(result);
        const found = Object.entries(fields(categories)).filter(([, value]) => value === true);
        return { flagged, categories: found.map(([category]) => category) };
      }),
    });
  },
};
