import { isDeepStrictEqual } from 'node:util';

/**
 * Marks an event that came without a time: its `timestamp` is that of its arrival. When it is sent
 * again it arrives at another time and is still the same event.
 */
export const arrivalMark = 'timestampFromArrival';

/** Whether two events with one id are one event. The order of keys does not matter. */
export function isSameEvent(stored: string, json: string): boolean {
  if (stored === json) return true;
  return isDeepStrictEqual(withoutArrival(stored), withoutArrival(json));
}

function withoutArrival(json: string): Record<string, unknown> {
  const event = JSON.parse(json) as Record<string, unknown>;
  if (event[arrivalMark] === true) delete event['timestamp'];
  return event;
}
