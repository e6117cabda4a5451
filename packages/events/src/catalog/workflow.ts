import { errorFacts } from '../facts/error-facts.ts';
import { failureOutcome, outcome } from '../facts/outcome.ts';
import { integer, json, object, optional, string } from '../schema/vocabulary.ts';
import { defineEvent } from './define-event.ts';

const step = object('The step.', {
  key: string('Its key, the same in every run.'),
  name: optional(string('Its name, for people.')),
  index: optional(integer('Its position in the workflow.', { minimum: 0 })),
});

export const workflowStepStarted = defineEvent('agent.workflow.step.started', {
  family: 'workflow',
  when: 'A workflow step began.',
  fields: { step, input: optional(json('What it works on.')) },
});

export const workflowStepCompleted = defineEvent('agent.workflow.step.completed', {
  family: 'workflow',
  when: 'A workflow step finished.',
  fields: { step, outcome, output: optional(json('What it gave back.')) },
});

export const workflowStepFailed = defineEvent('agent.workflow.step.failed', {
  family: 'workflow',
  when: 'A workflow step failed.',
  fields: { step, outcome: failureOutcome, error: errorFacts },
});
