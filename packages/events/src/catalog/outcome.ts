import { number, optional, string } from '../schema/vocabulary.ts';
import { defineEvent } from './define-event.ts';

export const outcomeRecorded = defineEvent('agent.outcome.recorded', {
  family: 'outcome',
  when: 'The agent’s work had a result for the business.',
  fields: {
    outcomeType: string('What was achieved, such as `ticket_resolved`.'),
    value: number('How many, or how much.'),
    currency: optional(string('ISO 4217 code, when the value is money.')),
    customerId: optional(string('For whom.')),
  },
});
