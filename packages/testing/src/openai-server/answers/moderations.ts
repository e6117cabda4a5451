import { json, type Reply } from '../reply.ts';

/** Nothing is wrong with anything. */
export const moderationAnswer: Reply = json({
  id: 'modr-loopback',
  model: 'omni-moderation-latest',
  results: [
    {
      flagged: false,
      categories: { violence: false, harassment: false },
      category_scores: { violence: 0.01, harassment: 0.02 },
    },
  ],
});
