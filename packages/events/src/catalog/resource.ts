import { actionFacts, resourceFacts, toolFacts } from '../facts/subject-facts.ts';
import { optional } from '../schema/vocabulary.ts';
import { defineEvent } from './define-event.ts';

export const resourceTouched = defineEvent('agent.resource.touched', {
  family: 'resource',
  when: 'A resource was accessed.',
  fields: {
    resource: resourceFacts,
    action: optional(actionFacts),
    tool: optional(toolFacts),
  },
});
