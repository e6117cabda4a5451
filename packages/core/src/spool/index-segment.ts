import { readHeader } from './header.ts';
import { readSegment } from './read-segment.ts';
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
  const before = segment.written;
  // Not before it is known what is in it may anybody call it done.
  segment.closed = false;
  try {
    const size = fs.facts(segment.path)?.size ?? 0;
    segment.assigned = segment.written = size;
    return await count(fs, segment, before, destinations);
  } catch (error) {
    segment.assigned = segment.written = before;
    throw error;
  } finally {
    segment.closed = true;
  }
}

async function count(
  fs: SpoolFs,
  segment: Segment,
  from: number,
  destinations: readonly string[],
): Promise<number[]> {
  const header = readHeader(fs.read(segment.path, 0, chunkBytes));
  const named = typeof header === 'object';
  const found = destinations.map((destination) => ({
    wanted: !named || header.destinations.includes(destination),
    events: 0,
    bytes: 0,
    damaged: 0,
  }));
  for (let offset = from; offset < segment.written;) {
    const part = await readSegment(fs, segment, offset, chunkBytes);
    for (const [index, share] of found.entries()) {
      const settled = segment.shares[index]?.settled;
      if (!share.wanted || !settled) continue;
      for (const record of part.records) {
        if ((record.offset === 0 && named) || settled.has(record.offset)) continue;
        share.events += 1;
        share.bytes += record.bytes;
      }
      share.damaged += part.damaged.filter(({ offset: at }) => !settled.has(at)).length;
    }
    offset = part.end;
  }
  for (const [index, { events, bytes }] of found.entries()) {
    const share = segment.shares[index];
    if (!share) continue;
    share.left += events;
    share.outside += events;
    share.outsideBytes += bytes;
  }
  return found.map(({ damaged }) => damaged);
}
