import type { AgentEvent } from '@heddle/events';
import { envelope, place, placeStep } from './envelope.ts';
import type { Fact } from './fact.ts';

/** The event of a single fact: its own fields win over the envelope's derived ones. */
export function factEvent(fact: Fact): AgentEvent {
  const { scope } = fact;
  const event = envelope(
    fact.instrument,
    fact.type,
    fact.eventId,
    fact.at,
    scope?.run,
    scope?.session,
    fact.sequence,
    fact.sessionSequence,
  );
  place(event, scope?.spanId, scope?.parent);
  placeStep(event, scope);
  Object.assign(event, fact.fields);
  return event as unknown as AgentEvent;
}
