import { errorFacts } from '../facts/error-facts.ts';
import { outcome, failureOutcome } from '../facts/outcome.ts';
import { totalsFacts } from '../facts/totals-facts.ts';
import { described, json, object, optional, string, usually } from '../schema/vocabulary.ts';
import { defineEvent } from './define-event.ts';

const session = object('The session.', {
  kind: usually(['single_agent', 'multi_agent', 'pipeline'], 'How many agents share it, and how.'),
  name: optional(string('Its name, for people.')),
});
const totals = described(totalsFacts, 'What all runs of the session add up to.');

export const sessionStarted = defineEvent('agent.session.started', {
  family: 'session',
  when: 'A session began.',
  fields: { session, input: optional(json('What it was opened with.')) },
});

export const sessionCompleted = defineEvent('agent.session.completed', {
  family: 'session',
  when: 'A session ended.',
  fields: { session, outcome, totals, output: optional(json('What it gave back.')) },
});

export const sessionFailed = defineEvent('agent.session.failed', {
  family: 'session',
  when: 'A session ended with an error.',
  fields: {
    session,
    outcome: failureOutcome,
    totals,
    error: errorFacts,
    output: optional(json('What it gave back before.')),
  },
});
