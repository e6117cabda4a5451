import { timestamp } from '../schema/formats.ts';
import { integer, object, oneOf, optional, record, string } from '../schema/vocabulary.ts';
import { defineEvent } from './define-event.ts';

const loss = object('What was lost for this reason.', {
  events: integer('How many events.', { minimum: 0 }),
  bytes: integer('How many bytes of JSON.', { minimum: 0 }),
});

export const telemetryDropped = defineEvent('agent.telemetry.dropped', {
  family: 'telemetry',
  when: 'The SDK had to give events up. It is about the SDK, not about the agent.',
  fields: {
    drops: record(loss, 'Reason to loss, such as `buffer_full`.'),
    cumulative: oneOf([true], 'The counts are those of the process since it began.'),
    firstTimestamp: optional(string('When the first lost event happened.', timestamp)),
    lastTimestamp: optional(string('When the last one happened.', timestamp)),
  },
});
