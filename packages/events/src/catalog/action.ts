import { errorFacts } from '../facts/error-facts.ts';
import { failureOutcome, outcome } from '../facts/outcome.ts';
import { actionFacts, resourceFacts, toolFacts } from '../facts/subject-facts.ts';
import { json, optional, string } from '../schema/vocabulary.ts';
import { defineEvent } from './define-event.ts';

const subject = {
  action: actionFacts,
  tool: optional(toolFacts),
  resource: optional(resourceFacts),
  toolCallId: optional(string('The id the model gave the tool call.')),
  input: optional(json('The arguments.')),
};

export const actionRequested = defineEvent('agent.action.requested', {
  family: 'action',
  when: 'An action was requested, before anything was done.',
  fields: subject,
});

export const actionCompleted = defineEvent('agent.action.completed', {
  family: 'action',
  when: 'An action was done.',
  fields: { ...subject, outcome, output: optional(json('What it gave back.')) },
});

export const actionFailed = defineEvent('agent.action.failed', {
  family: 'action',
  when: 'An action failed, or was refused.',
  fields: { ...subject, outcome: failureOutcome, error: optional(errorFacts) },
});
