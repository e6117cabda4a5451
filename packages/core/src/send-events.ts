import { normalizeEvent, validateEvents, type AnyEvent } from '@heddle/events';
import type { SendReport } from './heddle.ts';

/**
 * Sends events that somebody else built: checked against the catalog, then through the same
 * redaction and delivery as our own. Never throws; an event that is not valid is named in the
 * warnings and not sent.
 */
export function createSendEvents(
  accept: (event: AnyEvent) => void,
): (events: AnyEvent | readonly AnyEvent[]) => SendReport {
  return (given) => {
    const events = Array.isArray(given) ? (given as readonly AnyEvent[]) : [given as AnyEvent];
    const { previews, warnings } = validateEvents(events);
    const refused: string[] = [];
    let accepted = 0;
    for (const [index, preview] of previews.entries()) {
      const event = events[index];
      if (event !== undefined && preview.validationStatus === 'valid') {
        accept(normalizeEvent(event) as AnyEvent);
        accepted++;
      } else {
        refused.push(...preview.problems.map(({ message }) => message));
      }
    }
    return { accepted, warnings: [...refused, ...warnings] };
  };
}
