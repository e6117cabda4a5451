import { eventClass } from '@heddle/events';
import type { EncodedEvent } from '../transport/transport.ts';
import { createFifo } from './fifo.ts';
import type { BufferLimits } from './limits.ts';

/** An event in a destination's care. */
export interface QueuedEvent {
  readonly encoded: EncodedEvent;
  /** Counts up in the order of arrival. */
  readonly order: number;
  /** The spool's own mark on an event that it has written; absent when only memory holds it. */
  ticket?: object | undefined;
}

/**
 * The events of one destination that wait in memory: first in, first out, bounded. It never drops
 * by itself; `shed` says who would have to go.
 */
export interface EventBuffer {
  /** Waiting, without those taken. */
  readonly events: number;
  readonly bytes: number;
  /** Taken and not released. */
  readonly heldBytes: number;
  /** How much of the bounds is used, from 0 to 1; those taken included. */
  readonly fill: number;
  /** The order of the oldest event waiting; Infinity when there is none. */
  readonly oldestOrder: number;
  /** Whether an event of that many bytes may come in, counting what is taken and not yet released. */
  fits(bytes: number): boolean;
  push(entry: QueuedEvent): void;
  /** The oldest entries, at least one if there is one. They count as held until `release`. */
  take(maxEvents: number, maxBytes: number): QueuedEvent[];
  release(entries: readonly QueuedEvent[]): void;
  /** Those that wait, in no particular order. */
  all(): QueuedEvent[];
  /**
   * Removes the oldest event that matters least, if it matters no more than `encoded` does:
   * details go first; runs' and sessions' ends, errors and approvals last.
   */
  shed(encoded: EncodedEvent): QueuedEvent | undefined;
}

const rank = { detail: 0, normal: 1, boundary: 2 } as const;

export function createBuffer(limits: BufferLimits): EventBuffer {
  const queues = [createFifo<QueuedEvent>(), createFifo<QueuedEvent>(), createFifo<QueuedEvent>()];
  let events = 0;
  let bytes = 0;
  let heldEvents = 0;
  let heldBytes = 0;

  function oldest() {
    let found: (typeof queues)[number] | undefined;
    let order = Infinity;
    for (const queue of queues) {
      const head = queue.peek();
      if (head !== undefined && head.order < order) {
        order = head.order;
        found = queue;
      }
    }
    return { queue: found, order };
  }

  function removed(entry: QueuedEvent): QueuedEvent {
    events -= 1;
    bytes -= entry.encoded.bytes;
    return entry;
  }

  return {
    get events() {
      return events;
    },
    get bytes() {
      return bytes;
    },
    get heldBytes() {
      return heldBytes;
    },
    get fill() {
      const used = (bytes + heldBytes) / limits.maxBytes;
      return Math.max(used, (events + heldEvents) / limits.maxEvents);
    },
    get oldestOrder() {
      return oldest().order;
    },
    fits: (size) =>
      events + heldEvents < limits.maxEvents && bytes + heldBytes + size <= limits.maxBytes,
    push(entry) {
      queues[rank[eventClass(entry.encoded.event.type)]]?.push(entry);
      events += 1;
      bytes += entry.encoded.bytes;
    },
    take(maxEvents, maxBytes) {
      const taken: QueuedEvent[] = [];
      let size = 0;
      while (taken.length < maxEvents) {
        const { queue } = oldest();
        const next = queue?.peek();
        if (!queue || !next || (taken.length > 0 && size + next.encoded.bytes > maxBytes)) break;
        queue.shift();
        taken.push(removed(next));
        size += next.encoded.bytes;
      }
      heldEvents += taken.length;
      heldBytes += size;
      return taken;
    },
    release(entries) {
      heldEvents -= entries.length;
      for (const { encoded } of entries) heldBytes -= encoded.bytes;
    },
    all: () => queues.flatMap((queue) => queue.items()),
    shed(encoded) {
      const own = rank[eventClass(encoded.event.type)];
      for (const queue of queues.slice(0, own + 1)) {
        const entry = queue.shift();
        if (entry) return removed(entry);
      }
      return undefined;
    },
  };
}
