import type { Backlog, BacklogEvents } from '../buffer/backlog.ts';
import type { QueuedEvent } from '../buffer/buffer.ts';
import type { DropReason } from '../buffer/drops.ts';
import type { LaneWriter, PendingLine } from './lane-writer.ts';
import { readSegment } from './read-segment.ts';
import type { Lane, Segment, Ticket } from './segment.ts';
import type { SpoolFs } from './spool-fs.ts';
import { storedEvent } from './stored-event.ts';
import { putOutside, settle, takeInside } from './ticket.ts';

/** From where on a segment is to be read. A pending ticket is one, and moves when its event does. */
interface Place {
  readonly segment: Segment;
  readonly offset: number;
}

export interface CursorOptions {
  /** The number of the destination, as tickets and shares know it. */
  readonly index: number;
  readonly fs: SpoolFs;
  readonly writers: Readonly<Record<Lane, LaneWriter>>;
  readonly on: BacklogEvents;
  isSafe(): boolean;
  /** Something in the segment was settled. */
  settled(segment: Segment): void;
  /** The segment could not be read. */
  unreadable(segment: Segment, error: unknown): void;
  quarantine(json: string, reason: string): boolean;
}

/** One destination's way through the segments. */
export interface Cursor extends Backlog {
  /** A segment of a process that ended: all of it is to be read, but for what its share says. */
  adopt(segment: Segment, damaged: number): void;
  /** Pending events went to another segment. */
  moved(tickets: readonly Ticket[]): void;
  /** The process ends and these could not be written. */
  giveUp(tickets: readonly Ticket[]): void;
  /** A segment is no longer there: what only the disk had of it is lost, or another process's. */
  lose(segment: Segment, reason: DropReason | 'surrendered'): void;
}

export function createCursor(options: CursorOptions): Cursor {
  const { index, fs, writers, on } = options;
  const bit = 1 << index;
  /** What is to be read, each from its first place on. New places come last. */
  const own: Record<Lane, Place[]> = { keep: [], bulk: [] };
  const inherited: Record<Lane, Place[]> = { keep: [], bulk: [] };
  let events = 0;
  let bytes = 0;
  let ownEvents = 0;
  let adopted = 0;
  let surrendered = 0;

  function isOwn(segment: Segment): boolean {
    return segment.header !== '';
  }

  function count(segment: Segment, eventsMore: number, bytesMore: number): void {
    events += eventsMore;
    bytes += bytesMore;
    if (isOwn(segment)) ownEvents += eventsMore;
  }

  function bringIn(ticket: Ticket): void {
    takeInside(ticket, index);
    count(ticket.segment, -1, -ticket.bytes);
  }

  /** One's own before the inherited: what is newest is wanted first. */
  function placesToRead(): { places: Place[]; writer?: LaneWriter } | undefined {
    if (own.keep.length > 0) return { places: own.keep, writer: writers.keep };
    if (own.bulk.length > 0) return { places: own.bulk, writer: writers.bulk };
    if (inherited.keep.length > 0) return { places: inherited.keep };
    return inherited.bulk.length > 0 ? { places: inherited.bulk } : undefined;
  }

  async function fetch(
    maxEvents: number,
    maxBytes: number,
    take: (entries: readonly QueuedEvent[]) => void,
  ): Promise<boolean> {
    for (let next = placesToRead(); next; next = placesToRead()) {
      const { places, writer } = next;
      await writer?.flush();
      const place = places[0];
      if (!place) continue;
      const { segment, offset } = place;
      if (segment.gone || offset >= segment.written) {
        const waiting = segment.gone ? [] : unwritten(segment, writer);
        if (waiting.length === 0) {
          finish(segment, places);
          continue;
        }
        // What a sick disk has not taken is still in memory. It may be written at any time, and must
        // not be read as well then.
        for (const { ticket } of waiting.slice(0, maxEvents)) bringIn(ticket);
        take(waiting.slice(0, maxEvents).map((line) => ({ ...line, order: 0 })));
        const next = waiting[maxEvents];
        leave(segment, places);
        if (next) places.unshift(next.ticket);
        return true;
      }
      try {
        const read = await readSegment(fs, segment, offset, maxBytes);
        const { entries, end } = accept(segment, read, maxEvents);
        places[0] = { segment, offset: end };
        if (entries.length > 0) {
          take(entries);
          return true;
        }
      } catch (error) {
        options.unreadable(segment, error);
        return false;
      }
    }
    return false;
  }

  /** Turns records into entries; `end` is where to go on. */
  function accept(
    segment: Segment,
    { records, end }: Awaited<ReturnType<typeof readSegment>>,
    maxEvents: number,
  ): { entries: QueuedEvent[]; end: number } {
    const entries: QueuedEvent[] = [];
    const settled = segment.shares[index]?.settled;
    for (const record of segment.gone ? [] : records) {
      if (entries.length === maxEvents) return { entries, end: record.offset };
      if (record.offset === 0 || settled?.has(record.offset)) continue;
      const { offset, length, json } = record;
      const ticket: Ticket = {
        segment,
        offset,
        length,
        bytes: record.bytes,
        settled: 0,
        outside: bit,
      };
      bringIn(ticket);
      entries.push({ encoded: storedEvent(json, record.bytes), order: 0, ticket });
    }
    return { entries, end };
  }

  function unwritten(segment: Segment, writer: LaneWriter | undefined): readonly PendingLine[] {
    const lines = writer?.pending ?? [];
    return lines.filter(({ ticket }) => ticket.segment === segment && ticket.outside & bit);
  }

  /** All of it was read. What is missing then was damaged on the disk. */
  function finish(segment: Segment, places: Place[]): void {
    leave(segment, places);
    lose(segment, 'corrupt');
    options.settled(segment);
  }

  /** A segment may have several places, when pending events came together in it. */
  function leave(segment: Segment, places: Place[]): void {
    while (places[0]?.segment === segment) places.shift();
  }

  function lose(segment: Segment, reason: DropReason | 'surrendered'): void {
    const share = segment.shares[index];
    if (!share || share.outside === 0) return;
    const { outside, outsideBytes } = share;
    count(segment, -outside, -outsideBytes);
    share.left -= outside;
    share.outside = 0;
    share.outsideBytes = 0;
    if (reason === 'surrendered') surrendered += outside;
    else on.dropped(reason, outside, outsideBytes);
  }

  return {
    get events() {
      return events;
    },
    get bytes() {
      return bytes;
    },
    get adopted() {
      return adopted;
    },
    get surrendered() {
      return surrendered;
    },
    get behind() {
      return ownEvents > 0;
    },
    get safe() {
      return options.isSafe();
    },
    keep(entry) {
      const ticket = entry.ticket as Ticket | undefined;
      if (!ticket || ticket.segment.gone) return false;
      putOutside(ticket, index);
      count(ticket.segment, 1, ticket.bytes);
      if (isOwn(ticket.segment)) {
        const places = own[ticket.segment.lane];
        if (places.at(-1)?.segment !== ticket.segment) places.push(ticket);
      }
      return true;
    },
    fetch,
    forget(entries) {
      const touched = new Set<Segment>();
      for (const { ticket } of entries as readonly { ticket?: Ticket }[]) {
        if (ticket && !ticket.segment.gone && settle(ticket, index)) touched.add(ticket.segment);
      }
      for (const segment of touched) options.settled(segment);
    },
    quarantine({ encoded }, reason) {
      return options.quarantine(encoded.json, reason);
    },
    adopt(segment, damaged) {
      const share = segment.shares[index];
      if (!share) return;
      adopted += share.outside + damaged;
      count(segment, share.outside, share.outsideBytes);
      if (damaged > 0) on.dropped('corrupt', damaged, 0);
      if (share.outside === 0) return;
      inherited[segment.lane].push({ segment, offset: 0 });
      on.arrived();
    },
    moved(tickets) {
      for (const ticket of tickets) {
        if (!(ticket.outside & bit)) continue;
        const places = own[ticket.segment.lane];
        if (places.at(-1)?.segment !== ticket.segment) places.push(ticket);
      }
    },
    giveUp(tickets) {
      for (const ticket of tickets) {
        if (!(ticket.outside & bit)) continue;
        bringIn(ticket);
        settle(ticket, index);
        on.dropped('spool_error', 1, ticket.bytes);
      }
    },
    lose,
  };
}
