import { encodeLine, scanLines } from './line.ts';

/** The newest format that this version writes and reads. */
const formatVersion = 1;

/** The first line of a segment: what it is, whose, and since when. */
export interface SegmentHeader {
  readonly heddleSpool: number;
  readonly instance: string;
  readonly destinations: readonly string[];
  /** Milliseconds since the epoch, as that process saw them. */
  readonly wall: number;
}

export function encodeHeader(header: Omit<SegmentHeader, 'heddleSpool'>): string {
  return encodeLine(JSON.stringify({ heddleSpool: formatVersion, ...header }));
}

/**
 * Reads the beginning of a segment. `foreign`: it is none, or its first line is damaged. `newer`: it
 * is for a later version of us.
 */
export function readHeader(beginning: Uint8Array): SegmentHeader | 'foreign' | 'newer' {
  const [first] = scanLines(beginning, 0, false).records;
  if (!first || first.offset !== 0) return 'foreign';
  const header = JSON.parse(first.json) as Partial<SegmentHeader>;
  if (typeof header.heddleSpool !== 'number') return 'foreign';
  return header.heddleSpool > formatVersion ? 'newer' : (header as SegmentHeader);
}
