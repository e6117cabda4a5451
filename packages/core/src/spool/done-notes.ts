import { encodeLine, scanLines } from './line.ts';
import { createRanges, type Range } from './ranges.ts';
import type { Segment } from './segment.ts';
import type { SpoolFs } from './spool-fs.ts';

/** One line of a `.done` file. */
interface Note {
  readonly settled?: readonly Range[];
  /** How long processes have watched the segment wait, in milliseconds. */
  readonly watchedMs?: number;
}

/**
 * What each destination has settled of a segment, in a small file beside it that is only appended
 * to. Losing one, or being late with it, costs duplicates after a crash and never an event.
 */
export interface DoneNotes {
  /** Notes what was settled since the last time. Never rejects. */
  write(segments: Iterable<Segment>): Promise<void>;
  /** The same at once, for a process that is about to end. Never throws. */
  writeNow(segments: Iterable<Segment>): void;
  /** Adds what is noted to a segment's shares; gives back how long it has been waiting. */
  read(segment: Segment): number;
  noteAge(segment: Segment, watchedMs: number): void;
  remove(segment: Segment): void;
}

/** `pathOf` names the file of a segment and a destination's number. */
export function createDoneNotes(
  fs: SpoolFs,
  pathOf: (segment: Segment, destination: number) => string,
): DoneNotes {
  const encode = (note: Note): Uint8Array => Buffer.from(encodeLine(JSON.stringify(note)));

  function* unnoted(segments: Iterable<Segment>): Generator<[Segment, string, Uint8Array]> {
    for (const segment of segments) {
      if (segment.gone) continue;
      for (const [destination, share] of segment.shares.entries()) {
        if (share.unnoted.all.length === 0) continue;
        const settled = share.unnoted.all;
        share.unnoted = createRanges();
        yield [segment, pathOf(segment, destination), encode({ settled })];
      }
    }
  }

  function tryTo(work: () => void): void {
    try {
      work();
    } catch {
      // Duplicates at worst.
    }
  }

  function remove(segment: Segment): void {
    for (const destination of segment.shares.keys()) {
      tryTo(() => fs.remove(pathOf(segment, destination)));
    }
  }

  return {
    async write(segments) {
      const lines = Array.from(unnoted(segments));
      for (const [segment, path, line] of lines) {
        try {
          await fs.appendLater(path, line);
        } catch {
          // Duplicates at worst.
        }
        if (segment.gone) remove(segment);
      }
    },
    writeNow(segments) {
      for (const [, path, line] of unnoted(segments)) tryTo(() => fs.append(path, line));
    },
    read(segment) {
      let age = 0;
      for (const [destination, share] of segment.shares.entries()) {
        const path = pathOf(segment, destination);
        tryTo(() => {
          const size = fs.facts(path)?.size ?? 0;
          for (const { json } of scanLines(fs.read(path, 0, size), 0, true).records) {
            const { settled = [], watchedMs = 0 } = JSON.parse(json) as Note;
            for (const [from, to] of settled) share.settled.add(from, to);
            age = Math.max(age, watchedMs);
          }
        });
      }
      return age;
    },
    noteAge(segment, watchedMs) {
      tryTo(() => fs.append(pathOf(segment, 0), encode({ watchedMs })));
    },
    remove,
  };
}
