import type { AnyEvent } from '@heddle/events';
import type { EncodedEvent } from '../transport/transport.ts';

/** An event read back from the disk. Most wires need only its text: it is parsed when looked at. */
export function storedEvent(json: string, bytes: number): EncodedEvent {
  let event: AnyEvent | undefined;
  return {
    json,
    bytes,
    get event() {
      event ??= JSON.parse(json) as AnyEvent;
      return event;
    },
  };
}
