import { scanLines, type Scan } from './line.ts';
import type { Segment } from './segment.ts';
import type { SpoolFs } from './spool-fs.ts';

const leastBytes = 64 * 1024;

export interface SegmentPart extends Pick<Scan, 'records' | 'damaged'> {
  /** Where the next records begin. */
  readonly end: number;
}

/** Reads on from `offset`, about `maxBytes` of records. */
export async function readSegment(
  fs: SpoolFs,
  segment: Segment,
  offset: number,
  maxBytes: number,
): Promise<SegmentPart> {
  for (let window = Math.max(leastBytes, maxBytes); ; window *= 2) {
    const length = Math.min(window, segment.written - offset);
    const chunk = await fs.readLater(segment.path, offset, length);
    // A file that is shorter than it was has lost its end.
    const cut = chunk.length < length;
    const whole = cut || offset + length >= segment.written;
    const { records, damaged, consumed } = scanLines(chunk, offset, whole);
    if (consumed === 0 && !whole) continue;
    return { records, damaged, end: cut ? segment.written : offset + consumed };
  }
}
