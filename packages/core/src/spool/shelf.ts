import type { DropReason } from '../buffer/drops.ts';
import type { Clock } from '../event/clock.ts';
import type { Cursor } from './cursor.ts';
import type { DoneNotes } from './done-notes.ts';
import { isDone, type Segment } from './segment.ts';
import type { SpoolFs } from './spool-fs.ts';

/** By then a process that was taken for dead by mistake has noticed, and writes elsewhere. */
const certainMs = 30_000;
const ageNoteMs = 3600_000;

export interface ShelfOptions {
  readonly fs: SpoolFs;
  readonly clock: Clock;
  readonly notes: DoneNotes;
  readonly maxBytes: number;
  readonly retentionMs: number;
  cursors(): Iterable<Cursor>;
  /** A segment that was taken over has more in it than when it was looked at. */
  grown(segment: Segment): void;
}

/** The segments of this process, those it took over included. */
export interface Shelf extends Iterable<Segment> {
  readonly size: number;
  readonly bytes: number;
  add(segment: Segment): void;
  /** Deletes a segment that nobody needs any more. */
  tidy(segment: Segment): void;
  /** Gives up the oldest segments, ordinary ones first, until so many bytes more fit. */
  makeRoom(bytes: number): void;
  /** Gives up what has waited too long. */
  expire(): void;
  /** Forgets segments that are no longer there. */
  lose(segment: Segment, reason: DropReason | 'surrendered'): void;
  /** Deletes what could not be deleted when it was done. `certain`: do not wait any longer. */
  sweep(certain: boolean): void;
}

export function createShelf(options: ShelfOptions): Shelf {
  const { fs, clock, notes, maxBytes, retentionMs } = options;
  /** With the moment at which each came. */
  const segments = new Map<Segment, number>();
  /** When the age of a segment was last noted. */
  const noted = new WeakMap<Segment, number>();

  function bytes(): number {
    let sum = 0;
    for (const { assigned } of segments.keys()) sum += assigned;
    return sum;
  }

  function discard(segment: Segment): void {
    segment.gone = true;
    segments.delete(segment);
    try {
      fs.remove(segment.path);
    } catch {
      // Never made, or already gone.
    }
    notes.remove(segment);
  }

  function lose(segment: Segment, reason: DropReason | 'surrendered'): void {
    for (const cursor of options.cursors()) cursor.lose(segment, reason);
  }

  function giveUp(segment: Segment, reason: DropReason): void {
    lose(segment, reason);
    discard(segment);
  }

  function isComplete({ closed, written, assigned }: Segment): boolean {
    return closed && written === assigned;
  }

  /** Somebody else's, until we can be sure that he is dead. */
  function isUncertain(segment: Segment): boolean {
    return segment.header === '' && clock.now() - (segments.get(segment) ?? 0) < certainMs;
  }

  function tidy(segment: Segment): void {
    if (segment.gone || !isDone(segment) || isUncertain(segment)) return;
    if (hasGrown(segment)) options.grown(segment);
    else discard(segment);
  }

  /** Its writer was alive after all, and wrote a last word. */
  function hasGrown({ header, path, written }: Segment): boolean {
    try {
      return header === '' && (fs.facts(path)?.size ?? 0) > written;
    } catch {
      return false;
    }
  }

  return {
    [Symbol.iterator]: () => segments.keys(),
    get size() {
      return segments.size;
    },
    get bytes() {
      return bytes();
    },
    add: (segment) => void segments.set(segment, clock.now()),
    tidy,
    makeRoom(more) {
      let excess = bytes() + more - maxBytes;
      if (excess <= 0) return;
      const byAge = [...segments.keys()].filter(isComplete).sort((a, b) => a.bornAt - b.bornAt);
      const bulk = byAge.filter(({ lane }) => lane === 'bulk');
      const keep = byAge.filter(({ lane }) => lane === 'keep');
      for (const segment of [...bulk, ...keep]) {
        if (excess <= 0) break;
        excess -= segment.assigned;
        giveUp(segment, 'spool_full');
      }
    },
    expire() {
      const now = clock.now();
      for (const segment of [...segments.keys()].filter(isComplete)) {
        const age = now - segment.bornAt;
        if (age > retentionMs) {
          giveUp(segment, 'expired');
        } else if (age - (noted.get(segment) ?? 0) > ageNoteMs) {
          noted.set(segment, age);
          notes.noteAge(segment, age);
        }
      }
    },
    lose(segment, reason) {
      lose(segment, reason);
      segment.gone = true;
      segments.delete(segment);
    },
    sweep(certain) {
      for (const segment of segments.keys()) {
        if (certain && !segment.gone && isDone(segment) && !hasGrown(segment)) discard(segment);
        else tidy(segment);
      }
    },
  };
}
