import { normalizeEvent, validateEvents, type AnyEvent } from '@heddle/events';
import type { Heddle } from './heddle.ts';

/** What became of events that were built by hand. */
export interface SendReport {
  readonly accepted: number;
  /** Each names the event, the field, what was expected and what was found. */
  readonly warnings: readonly string[];
}

/**
 * Sends events that somebody else built: checked against the catalog, then through the same
 * redaction and delivery as our own, not renumbered. Never throws; an event that is not valid is
 * named in the warnings and not sent.
 *
 * @example
 * sendEvents(heddle, buildErrorEvent('support', new Error('late')));
 */
export function sendEvents(heddle: Heddle, given: AnyEvent | readonly AnyEvent[]): SendReport {
  const events = (Array.isArray(given) ? given : [given]) as readonly AnyEvent[];
  const { previews, warnings } = validateEvents(events);
  const refused: string[] = [];
  let accepted = 0;
  for (const [index, preview] of previews.entries()) {
    const event = events[index];
    if (event !== undefined && preview.validationStatus === 'valid') {
      heddle.instrument.send(normalizeEvent(event) as AnyEvent);
      accepted++;
    } else {
      refused.push(...preview.problems.map(({ message }) => message));
    }
  }
  return { accepted, warnings: [...refused, ...warnings] };
}
