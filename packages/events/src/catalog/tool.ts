import { errorFacts } from '../facts/error-facts.ts';
import { outcome } from '../facts/outcome.ts';
import { actionFacts, resourceFacts, toolFacts } from '../facts/subject-facts.ts';
import { number, optional, string } from '../schema/vocabulary.ts';
import { defineEvent } from './define-event.ts';

export const toolCalled = defineEvent('agent.tool.called', {
  family: 'tool',
  when: 'A tool invocation is over. The one record of it, however it ended.',
  fields: {
    tool: toolFacts,
    action: optional(actionFacts),
    resource: optional(resourceFacts),
    outcome,
    durationMs: number('How long it took, in milliseconds.', { unit: 'ms' }),
    toolCallId: optional(string('The id the model gave the tool call.')),
    error: optional(errorFacts),
  },
});
