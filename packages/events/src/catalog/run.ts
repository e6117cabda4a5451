import { errorFacts } from '../facts/error-facts.ts';
import { failureOutcome, outcome } from '../facts/outcome.ts';
import { totalsFacts } from '../facts/totals-facts.ts';
import { described, json, object, optional, string } from '../schema/vocabulary.ts';
import { defineEvent } from './define-event.ts';

const run = object('The run.', {
  name: string('Its name, for people.'),
  role: optional(string('Its part in a session of several agents, such as `orchestrator`.')),
  trigger: optional(string('What set it off, such as `webhook`.')),
});
const childTotals = optional(described(totalsFacts, 'What its child runs add up to.'));

export const runStarted = defineEvent('agent.run.started', {
  family: 'run',
  when: 'An agent began a run.',
  fields: { run, input: optional(json('What it was asked.')) },
});

export const runCompleted = defineEvent('agent.run.completed', {
  family: 'run',
  when: 'A run ended.',
  fields: {
    run,
    outcome,
    totals: totalsFacts,
    childTotals,
    output: optional(json('What it answered.')),
  },
});

export const runFailed = defineEvent('agent.run.failed', {
  family: 'run',
  when: 'A run ended with an error.',
  fields: {
    run,
    outcome: failureOutcome,
    totals: totalsFacts,
    childTotals,
    error: errorFacts,
    output: optional(json('What it had answered before.')),
  },
});
