import { errorFacts } from '../facts/error-facts.ts';
import { handoffFacts } from '../facts/handoff-facts.ts';
import { failureOutcome, outcome } from '../facts/outcome.ts';
import { json, optional } from '../schema/vocabulary.ts';
import { defineEvent } from './define-event.ts';

export const handoffRequested = defineEvent('agent.handoff.requested', {
  family: 'handoff',
  when: 'An agent asked another one to take over.',
  fields: { handoff: handoffFacts, input: optional(json('What was handed over.')) },
});

export const handoffAccepted = defineEvent('agent.handoff.accepted', {
  family: 'handoff',
  when: 'The other agent’s run began.',
  fields: { handoff: handoffFacts },
});

export const handoffCompleted = defineEvent('agent.handoff.completed', {
  family: 'handoff',
  when: 'The other agent finished.',
  fields: { handoff: handoffFacts, outcome, output: optional(json('What it gave back.')) },
});

export const handoffFailed = defineEvent('agent.handoff.failed', {
  family: 'handoff',
  when: 'The other agent failed, or never took over.',
  fields: { handoff: handoffFacts, outcome: failureOutcome, error: errorFacts },
});
