import { createRanges, type Ranges } from './ranges.ts';

/**
 * Which of an instance's two files an event goes to. `keep` holds what a post-mortem needs and is
 * sacrificed last; `bulk` holds the rest.
 */
export type Lane = 'keep' | 'bulk';

/** The place of one event in the spool, and who has done with it. Moves when a disk fails. */
export interface Ticket {
  segment: Segment;
  /** Where its line begins, and how long it is. */
  offset: number;
  readonly length: number;
  /** UTF-8 bytes of JSON, as the books count them. */
  readonly bytes: number;
  /** One bit per destination that has settled it, and per destination that holds it only here. */
  settled: number;
  outside: number;
}

/** What one destination still has in one segment. */
export interface Share {
  /** Not settled. */
  left: number;
  /** Not settled and not in memory. */
  outside: number;
  outsideBytes: number;
  /** What it has settled, and what of that is not yet noted on the disk. */
  readonly settled: Ranges;
  unnoted: Ranges;
}

/** A file of events. Only ever appended to, and deleted whole. */
export interface Segment {
  readonly lane: Lane;
  readonly path: string;
  /** The first line, written together with the first events. Empty for what was taken over. */
  readonly header: string;
  readonly headerBytes: number;
  /** On the monotonic clock of this process; before its start for what was taken over. */
  bornAt: number;
  /** Bytes in the file that are whole lines. */
  written: number;
  /** The same, and those that wait to be written. */
  assigned: number;
  /** Nothing more will be appended. */
  closed: boolean;
  /** Deleted, or taken over by another process. */
  gone: boolean;
  /** By the number of the destination. */
  readonly shares: readonly Share[];
}

export function createSegment(
  facts: Pick<Segment, 'lane' | 'path' | 'header' | 'bornAt'>,
  destinations: number,
): Segment {
  const share = (): Share => ({
    left: 0,
    outside: 0,
    outsideBytes: 0,
    settled: createRanges(),
    unnoted: createRanges(),
  });
  const headerBytes = Buffer.byteLength(facts.header);
  return {
    ...facts,
    headerBytes,
    written: 0,
    assigned: headerBytes,
    closed: false,
    gone: false,
    shares: Array.from({ length: destinations }, share),
  };
}

/** Nobody needs the file any more. */
export function isDone({ closed, written, assigned, shares }: Segment): boolean {
  return closed && written === assigned && shares.every(({ left }) => left === 0);
}
