import type { AgentEventType, AnyEvent, EventOf } from '@heddle/events';
import type { Batch, SendResult, Transport } from './transport.ts';

export interface MemoryTransportOptions {
  /** How many events to keep; the oldest are forgotten first. Default 100,000. */
  readonly maxEvents?: number;
}

/** A transport that keeps what it is given, for tests and for looking around. */
export interface MemoryTransport extends Transport {
  /** Everything kept, in the order of arrival. */
  readonly events: readonly AnyEvent[];
  /** How many were forgotten because of `maxEvents`. */
  readonly forgotten: number;
  /** Those of one type, with that type's fields. */
  ofType<Type extends AgentEventType>(type: Type): EventOf<Type>[];
  ofType(type: string): AnyEvent[];
  clear(): void;
  send(batch: Batch): SendResult;
}

/**
 * Keeps events in memory.
 *
 * @example
 * const transport = memory();
 * const heddle = createHeddle({ transport });
 * await heddle.flush();
 * transport.ofType('agent.tool.called')[0]?.tool.name;
 */
export function memory({ maxEvents = 100_000 }: MemoryTransportOptions = {}): MemoryTransport {
  const events: AnyEvent[] = [];
  let forgotten = 0;
  return {
    name: 'memory',
    spooled: false,
    maxDelayMs: 0,
    events,
    get forgotten() {
      return forgotten;
    },
    ofType: <Type extends AgentEventType>(type: Type) =>
      events.filter((event): event is EventOf<Type> => event.type === type),
    clear() {
      events.length = 0;
      forgotten = 0;
    },
    send(batch) {
      for (const { event } of batch.events) events.push(event);
      const excess = events.length - maxEvents;
      if (excess > 0) {
        events.splice(0, excess);
        forgotten += excess;
      }
      return { status: 'delivered' };
    },
  };
}
