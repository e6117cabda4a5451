/**
 * Which sequence numbers of a run have arrived, as ranges: what is not covered below the highest
 * is a loss or still on its way. A run that arrives in order is one range however long it is.
 */
export interface SequenceRanges {
  /** Sorted, apart by at least one number: `[1, 57, 59, 80]` is 1–57 and 59–80. */
  readonly bounds: number[];
  /** Numbers that had to be given up as missing because the ranges became too many. */
  forgotten: number;
}

/** A sender that skips every second number must not make a run's record grow for ever. */
const maxRanges = 256;

export type Arrival = 'next' | 'ahead' | 'late' | 'repeated';

export function noSequence(): SequenceRanges {
  return { bounds: [], forgotten: 0 };
}

/** Takes note of one number (an integer from 1). `late` means a higher one was here before. */
export function arrive(ranges: SequenceRanges, sequence: number): Arrival {
  const { bounds } = ranges;
  const highest = bounds[bounds.length - 1] ?? 0;
  if (sequence === highest + 1 && bounds.length > 0) {
    bounds[bounds.length - 1] = sequence;
    return 'next';
  }
  if (sequence > highest) {
    bounds.push(sequence, sequence);
    shorten(ranges);
    return sequence === 1 ? 'next' : 'ahead';
  }
  return fill(bounds, sequence);
}

/** Whether `arrive` would say `late`, without taking note. 0 is no number and never late. */
export function isLate(ranges: SequenceRanges, sequence: number): boolean {
  const { bounds } = ranges;
  if (sequence === 0 || sequence > highestOf(ranges)) return false;
  for (let index = bounds.length - 2; index >= 0; index -= 2) {
    if (sequence >= (bounds[index] ?? 0)) return sequence > (bounds[index + 1] ?? 0);
  }
  return true;
}

/** The highest number seen, 0 for none. */
export function highestOf({ bounds }: SequenceRanges): number {
  return bounds[bounds.length - 1] ?? 0;
}

/** How many numbers from 1 to the highest have not arrived. */
export function missingOf(ranges: SequenceRanges): number {
  return gapsOf(ranges).reduce((sum, gap) => sum + gap.to - gap.from + 1, ranges.forgotten);
}

/** The ranges that have not arrived, both ends included, lowest first. */
export function gapsOf({ bounds }: SequenceRanges): { from: number; to: number }[] {
  const gaps: { from: number; to: number }[] = [];
  let expected = 1;
  for (let index = 0; index < bounds.length; index += 2) {
    const start = bounds[index] ?? 0;
    if (start > expected) gaps.push({ from: expected, to: start - 1 });
    expected = (bounds[index + 1] ?? 0) + 1;
  }
  return gaps;
}

/** @example encodeRanges(ranges) // '1-57,59-80' */
export function encodeRanges({ bounds, forgotten }: SequenceRanges): string {
  const parts: string[] = [];
  for (let index = 0; index < bounds.length; index += 2) {
    parts.push(`${bounds[index]}-${bounds[index + 1]}`);
  }
  return forgotten > 0 ? `${parts.join(',')}!${forgotten}` : parts.join(',');
}

export function decodeRanges(text: string): SequenceRanges {
  const [ranges = '', forgotten = '0'] = text.split('!');
  const bounds = ranges === '' ? [] : ranges.split(/[-,]/).map(Number);
  return { bounds, forgotten: Number(forgotten) };
}

function fill(bounds: number[], sequence: number): Arrival {
  // Late events are rare and belong near the end: walk from there.
  let index = bounds.length - 2;
  while (index >= 0 && (bounds[index] ?? 0) > sequence) index -= 2;
  if (index >= 0 && sequence <= (bounds[index + 1] ?? 0)) return 'repeated';
  const touchesBefore = index >= 0 && bounds[index + 1] === sequence - 1;
  const touchesAfter = bounds[index + 2] === sequence + 1;
  if (touchesBefore && touchesAfter) bounds.splice(index + 1, 2);
  else if (touchesBefore) bounds[index + 1] = sequence;
  else if (touchesAfter) bounds[index + 2] = sequence;
  else bounds.splice(index + 2, 0, sequence, sequence);
  return 'late';
}

/** Closes the oldest gap, keeping its size as a number. */
function shorten(ranges: SequenceRanges): void {
  const { bounds } = ranges;
  if (bounds.length <= 2 * maxRanges) return;
  ranges.forgotten += (bounds[2] ?? 0) - (bounds[1] ?? 0) - 1;
  bounds.splice(1, 2);
}
