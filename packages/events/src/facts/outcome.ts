import type { Infer } from '../schema/schema.ts';
import { oneOf } from '../schema/vocabulary.ts';

/**
 * How something ended. `blocked`: a guard refused it. `cancelled`: its caller gave up on it.
 * `abandoned`: nobody ever read its result to the end.
 */
export const outcome = oneOf(
  ['completed', 'failed', 'blocked', 'cancelled', 'abandoned'],
  'How it ended.',
);

export type Outcome = Infer<typeof outcome>;

export const failureOutcome = oneOf(
  ['failed', 'blocked', 'cancelled', 'abandoned'],
  'How it ended.',
);

/** Every ending that is not a success. */
export type FailureOutcome = Infer<typeof failureOutcome>;
