import { decisionFacts } from '../facts/decision-facts.ts';
import { actionFacts, resourceFacts, toolFacts } from '../facts/subject-facts.ts';
import { optional } from '../schema/vocabulary.ts';
import { defineEvent } from './define-event.ts';

export const guardrailEvaluated = defineEvent('agent.guardrail.evaluated', {
  family: 'guardrail',
  when: 'The guardrail policies were evaluated for an action.',
  fields: {
    decision: decisionFacts,
    tool: optional(toolFacts),
    action: optional(actionFacts),
    resource: optional(resourceFacts),
  },
});
