import { errorFacts } from '../facts/error-facts.ts';
import { boolean, optional } from '../schema/vocabulary.ts';
import { defineEvent } from './define-event.ts';

export const errorCaptured = defineEvent('agent.error', {
  family: 'error',
  when: 'An error was captured: once per error object and run.',
  fields: {
    error: errorFacts,
    handled: optional(boolean('Whether the host caught it.')),
  },
});
