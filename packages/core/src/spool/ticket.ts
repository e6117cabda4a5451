import type { Segment, Ticket } from './segment.ts';

/** An event that nobody has settled yet and everybody holds in memory. */
export function issueTicket(segment: Segment, length: number, bytes: number): Ticket {
  const ticket: Ticket = { segment, offset: 0, length, bytes, settled: 0, outside: 0 };
  for (const share of segment.shares) share.left += 1;
  place(ticket, segment);
  return ticket;
}

/** The segment could not be written: the event goes to another, and what is known of it as well. */
export function moveTicket(ticket: Ticket, to: Segment): void {
  for (const [destination, from] of ticket.segment.shares.entries()) {
    const share = to.shares[destination];
    if (!share || ticket.settled & (1 << destination)) continue;
    from.left -= 1;
    share.left += 1;
    if (!(ticket.outside & (1 << destination))) continue;
    from.outside -= 1;
    from.outsideBytes -= ticket.bytes;
    share.outside += 1;
    share.outsideBytes += ticket.bytes;
  }
  place(ticket, to);
}

function place(ticket: Ticket, segment: Segment): void {
  ticket.segment = segment;
  ticket.offset = segment.assigned;
  segment.assigned += ticket.length;
}

/** The destination's memory has let go of the event: only the disk has it. */
export function putOutside(ticket: Ticket, destination: number): void {
  const share = ticket.segment.shares[destination];
  if (!share || ticket.outside & (1 << destination)) return;
  ticket.outside |= 1 << destination;
  share.outside += 1;
  share.outsideBytes += ticket.bytes;
}

/** The event is in the destination's memory again. */
export function takeInside(ticket: Ticket, destination: number): void {
  const share = ticket.segment.shares[destination];
  if (!share || !(ticket.outside & (1 << destination))) return;
  ticket.outside &= ~(1 << destination);
  share.outside -= 1;
  share.outsideBytes -= ticket.bytes;
}

/** The destination has done with the event. False when it had before. */
export function settle(ticket: Ticket, destination: number): boolean {
  const share = ticket.segment.shares[destination];
  if (!share || ticket.settled & (1 << destination)) return false;
  takeInside(ticket, destination);
  ticket.settled |= 1 << destination;
  share.left -= 1;
  share.settled.add(ticket.offset, ticket.offset + ticket.length);
  share.unnoted.add(ticket.offset, ticket.offset + ticket.length);
  return true;
}
