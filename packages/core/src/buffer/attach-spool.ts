import type { EncodedEvent } from '../transport/transport.ts';
import type { Destination } from './destination.ts';
import type { Spool } from './spool.ts';

/**
 * Puts a spool behind destinations, which may already have events in memory: those are written now,
 * and count as settled for the destinations that have done with them.
 */
export function attachSpool(spool: Spool, destinations: readonly Destination[]): void {
  const tickets = new Map<EncodedEvent, object | undefined>();
  const waiting = destinations.map((destination) => destination.waiting());
  for (const { encoded } of waiting.flat()) {
    if (!tickets.has(encoded)) tickets.set(encoded, spool.append(encoded));
  }
  spool.commit();
  for (const [index, destination] of destinations.entries()) {
    const backlog = destination.attach((on) => spool.backlog(destination.name, on));
    const settled = new Map(tickets);
    for (const entry of waiting[index] ?? []) {
      entry.ticket = tickets.get(entry.encoded);
      settled.delete(entry.encoded);
    }
    backlog.forget([...settled].map(([encoded, ticket]) => ({ encoded, order: 0, ticket })));
  }
}
