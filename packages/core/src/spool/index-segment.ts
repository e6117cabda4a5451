import { readSegment } from './read-segment.ts';
import { readHeader } from './header.ts';
import type { Segment } from './segment.ts';
import type { SpoolFs } from './spool-fs.ts';

const chunkBytes = 256 * 1024;

/**
 * Counts what a segment that was taken over still holds for each destination, from `written` on.
 * Gives back how many stretches of it are damaged, by destination.
 */
export async function indexSegment(
  fs: SpoolFs,
  segment: Segment,
  destinations: readonly string[],
): Promise<number[]> {
  const damaged = destinations.map(() => 0);
  const size = fs.facts(segment.path)?.size ?? 0;
  const beginning = fs.read(segment.path, 0, chunkBytes);
  const header = readHeader(beginning);
  const wanted = typeof header === 'object' ? header.destinations : destinations;
  let offset = segment.written;
  segment.assigned = segment.written = size;
  while (offset < size) {
    const { records, damaged: stretches, end } = await readSegment(fs, segment, offset, chunkBytes);
    for (const [index, share] of segment.shares.entries()) {
      if (!wanted.includes(destinations[index] ?? '')) continue;
      for (const record of records) {
        if (record.offset === 0 && typeof header === 'object') continue;
        if (share.settled.has(record.offset)) continue;
        share.left += 1;
        share.outside += 1;
        share.outsideBytes += record.bytes;
      }
      const lost = stretches.filter((stretch) => !share.settled.has(stretch.offset));
      damaged[index] = (damaged[index] ?? 0) + lost.length;
    }
    offset = end;
  }
  return damaged;
}
