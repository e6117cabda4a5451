import type { QueuedEvent } from './buffer.ts';

/** A batch from its forming to its end. It is retried whole, so that its id and bytes stay the same. */
export interface Parcel {
  readonly id: string;
  readonly entries: readonly QueuedEvent[];
  readonly bytes: number;
  attempt: number;
  /** How often the receiver failed at it in a way that may be the parcel's own doing. */
  suspicions: number;
  /** How many answers had taken something when this parcel, or the one it was cut from, was made. */
  readonly successesBefore: number;
}

export function bytesOf(entries: readonly QueuedEvent[]): number {
  let bytes = 0;
  for (const { encoded } of entries) bytes += encoded.bytes;
  return bytes;
}

/**
 * Cuts two or more entries in two parts of about equal weight, neither empty. A parcel that is too
 * large is cut by bytes, so that one giant among hundreds is alone after two cuts; one with a
 * culprit is cut by number, which finds it in the fewest rounds.
 */
export function halve(
  entries: readonly QueuedEvent[],
  by: 'bytes' | 'events',
): readonly (readonly QueuedEvent[])[] {
  const half = (by === 'bytes' ? bytesOf(entries) : entries.length) / 2;
  let cut = 0;
  let weight = 0;
  for (const { encoded } of entries.slice(0, -1)) {
    weight += by === 'bytes' ? encoded.bytes : 1;
    if (cut > 0 && weight > half) break;
    cut += 1;
  }
  return [entries.slice(0, cut), entries.slice(cut)];
}
