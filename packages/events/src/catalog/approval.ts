import { pendingApproval, resolvedApproval } from '../facts/approval-facts.ts';
import { actionFacts, resourceFacts, toolFacts } from '../facts/subject-facts.ts';
import { json, optional } from '../schema/vocabulary.ts';
import { defineEvent } from './define-event.ts';

const subject = {
  tool: optional(toolFacts),
  action: optional(actionFacts),
  resource: optional(resourceFacts),
};

export const approvalRequested = defineEvent('agent.approval.requested', {
  family: 'approval',
  when: 'A person was asked to approve an action.',
  fields: {
    approval: pendingApproval,
    ...subject,
    input: optional(json('The arguments, fit for a person to read.')),
  },
});

export const approvalResolved = defineEvent('agent.approval.resolved', {
  family: 'approval',
  when: 'The approval was given, refused, or is no longer waited for.',
  fields: { approval: resolvedApproval, ...subject },
});
