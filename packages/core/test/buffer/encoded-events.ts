import type { AnyEvent } from '@heddle/events';
import type { EncodedEvent } from '../../src/transport/transport.ts';

let made = 0;

/** An event as the pipeline hands it over, padded with `bytes` of payload. */
export function encodedEvent(type = 'agent.tool.called', bytes = 0): EncodedEvent {
  made += 1;
  const event = {
    type,
    eventId: `00000000-0000-7000-8000-${made.toString(16).padStart(12, '0')}`,
    timestamp: new Date(Date.UTC(2026, 10, 21) + made).toISOString(),
    agentKey: 'test',
    ...(bytes > 0 && { metadata: { padding: 'x'.repeat(bytes) } }),
  } as unknown as AnyEvent;
  return encoded(event);
}

export function encoded(event: AnyEvent): EncodedEvent {
  const json = JSON.stringify(event);
  return { event, json, bytes: Buffer.byteLength(json) };
}

export function encodedEvents(count: number, type?: string, bytes?: number): EncodedEvent[] {
  return Array.from({ length: count }, () => encodedEvent(type, bytes));
}
