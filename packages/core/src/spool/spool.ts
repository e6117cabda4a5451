import { eventClass } from '@heddle/events';
import type { BacklogEvents } from '../buffer/backlog.ts';
import type { OpenSpool, Spool, SpoolContext, SpoolDiagnostics } from '../buffer/spool.ts';
import type { EncodedEvent } from '../transport/transport.ts';
import { createAdopter, type AdoptedFile } from './adopt.ts';
import { createCursor, type Cursor } from './cursor.ts';
import { createDoneNotes } from './done-notes.ts';
import { encodeHeader } from './header.ts';
import { createHealth } from './health.ts';
import { indexSegment } from './index-segment.ts';
import { createInstanceFolder, FolderLostError } from './instance-folder.ts';
import { createLaneWriter, type LaneWriter, type Promptness } from './lane-writer.ts';
import { adoptedName, doneName, folderOf, isInstanceName, segmentName } from './names.ts';
import { createQuarantineWriter } from './quarantine-writer.ts';
import { createSegment, type Lane, type Segment } from './segment.ts';
import { createShelf } from './shelf.ts';
import { resolveSpoolOptions, type SpoolOptions } from './spool-options.ts';

/**
 * Keeps events on disk until each destination has acknowledged them, over crashes and restarts.
 *
 * @example
 * import { spool } from '@heddle/core/spool';
 * createHeddle({ url, spool: spool({ level: 'write' }) });
 */
export function spool(options: SpoolOptions = {}): OpenSpool {
  return (context) => openSpool(resolveSpoolOptions(options), context);
}

const beatMs = 10_000;
const notesMs = 1000;
const segmentMs = 60_000;

/** Which promptness each lane has at each level. */
const promptness: Record<SpoolOptions['level'] & string, Record<Lane, Promptness>> = {
  batch: { keep: 'written', bulk: 'soon' },
  write: { keep: 'written', bulk: 'written' },
  fsync: { keep: 'synced', bulk: 'synced' },
};

function openSpool(options: Required<SpoolOptions>, context: SpoolContext): Spool {
  const { fs, level } = options;
  const { runtime, destinations, warn } = context;
  const { clock, timers } = runtime;
  const base = `${options.path}/${folderOf(destinations)}`;
  const health = createHealth(clock);
  const cursors = new Map<number, Cursor>();
  const notes = createDoneNotes(fs, (segment, destination) =>
    doneName(segment.path, destinations[destination] ?? ''),
  );
  const shelf = createShelf({
    ...options,
    clock,
    notes,
    cursors: () => cursors.values(),
    grown: (segment) => void index(segment).catch(trouble),
  });
  const adopter = createAdopter({
    fs,
    clock,
    base,
    orphanAfterMs: options.orphanAfterMs,
    skipped: (path, why) => warn(`The spool leaves ${path} alone: ${why}.`),
  });
  let folder = newFolder();
  const quarantine = createQuarantineWriter(fs, clock, base, folder.path.slice(-32));
  const found: AdoptedFile[] = [];
  let made = 0;
  let ticks = 0;
  let troubled = false;
  let closed = false;
  let lastError: SpoolDiagnostics['lastError'];
  let stopTick: (() => void) | undefined;
  let stopNotes: (() => void) | undefined;
  const writers: Record<Lane, LaneWriter> = { keep: newWriter('keep'), bulk: newWriter('bulk') };

  function newFolder() {
    const instance = runtime.newId().replaceAll('-', '');
    return createInstanceFolder(fs, clock, [options.path, base], `${base}/${instance}`);
  }

  function newWriter(lane: Lane): LaneWriter {
    return createLaneWriter({
      promptness: promptness[level][lane],
      segmentBytes: options.segmentBytes,
      fs,
      runtime,
      health,
      begin: () => begin(lane),
      check: () => folder.check(),
      trouble,
      moved(tickets) {
        for (const cursor of cursors.values()) cursor.moved(tickets);
      },
      closed: (segment) => shelf.tidy(segment),
    });
  }

  function begin(lane: Lane): Segment {
    shelf.makeRoom(options.segmentBytes);
    made += 1;
    const instance = folder.path.slice(-32);
    const segment = createSegment(
      {
        lane,
        path: `${folder.path}/${segmentName(lane, made)}`,
        header: encodeHeader({ instance, destinations, wall: clock.wall() }),
        bornAt: clock.now(),
      },
      destinations.length,
    );
    shelf.add(segment);
    return segment;
  }

  function trouble(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    lastError = { message, at: clock.wall() };
    if (error instanceof FolderLostError) moveOut();
    if (!troubled) warn(`The spool cannot write (${message}). Events stay in memory meanwhile.`);
    troubled = true;
  }

  /** Our folder is somebody else's now, or nobody's. What he has, he will send. */
  function moveOut(): void {
    const lost = folder.path;
    const segments = [...shelf];
    folder = newFolder();
    for (const writer of Object.values(writers)) writer.restart();
    const others = listed(base).filter(isInstanceName);
    for (const segment of segments) {
      if (segment.gone) continue;
      const name = adoptedName(segment.path.slice(lost.length + 1), lost.slice(-32));
      const taken = others.some((other) => exists(`${base}/${other}/${name}`) === true);
      shelf.lose(segment, taken ? 'surrendered' : 'spool_error');
    }
  }

  /** Undefined when the disk does not say. */
  function exists(path: string): boolean | undefined {
    try {
      return fs.facts(path) !== undefined;
    } catch {
      return undefined;
    }
  }

  function listed(path: string): readonly string[] {
    try {
      return fs.list(path);
    } catch {
      return [];
    }
  }

  async function takeOver({ lane, path }: AdoptedFile): Promise<void> {
    const facts = { lane, path, header: '', bornAt: clock.now() };
    const segment = createSegment(facts, destinations.length);
    segment.bornAt -= notes.read(segment);
    await index(segment);
  }

  async function index(segment: Segment): Promise<void> {
    const damaged = await indexSegment(fs, segment, destinations);
    if (closed) return;
    shelf.add(segment);
    for (const [destination, cursor] of cursors) cursor.adopt(segment, damaged[destination] ?? 0);
    shelf.tidy(segment);
    shelf.makeRoom(0);
  }

  /** Finds what the dead have left; what cannot be read now is tried again the next time. */
  async function lookAround(): Promise<void> {
    if (closed) return;
    found.push(...adopter.adopt(folder));
    for (const file of found.splice(0)) {
      try {
        await takeOver(file);
      } catch (error) {
        trouble(error);
        if (exists(file.path) !== false) found.push(file);
      }
    }
  }

  function tick(): void {
    stopTick = later(beatMs, tick);
    ticks += 1;
    if (!folder.beat()) moveOut();
    for (const writer of Object.values(writers)) rollIdle(writer);
    shelf.sweep(false);
    if (ticks % 2 === 0) void lookAround();
    if (ticks % 6 === 0) shelf.expire();
  }

  function rollIdle(writer: LaneWriter): void {
    const { current } = writer;
    if (!current || current.written <= current.headerBytes) return;
    if (clock.now() - current.bornAt >= segmentMs) writer.roll();
  }

  function later(delayMs: number, work: () => void): () => void {
    return runtime.runSuppressed(() => timers.after(delayMs, work));
  }

  function settled(segment: Segment): void {
    shelf.tidy(segment);
    stopNotes ??= later(notesMs, () => {
      stopNotes = undefined;
      void notes.write(shelf);
    });
  }

  function unreadable(segment: Segment, error: unknown): void {
    trouble(error);
    if (!folder.beat()) moveOut();
    else if (exists(segment.path) === false) shelf.lose(segment, 'spool_error');
  }

  function isPending(): boolean {
    return writers.keep.pending.length + writers.bulk.pending.length > 0;
  }

  function drain(): void {
    for (const writer of Object.values(writers)) writer.drain();
    notes.writeNow(shelf);
  }

  stopTick = later(beatMs, tick);
  later(0, () => void lookAround());

  return {
    append(encoded) {
      try {
        return writers[laneFor(encoded)].append(encoded);
      } catch (error) {
        trouble(error);
        return undefined;
      }
    },
    commit() {
      writers.keep.commit();
      writers.bulk.commit();
    },
    backlog(destination: string, on: BacklogEvents) {
      const index = destinations.indexOf(destination);
      const cursor = createCursor({
        index,
        fs,
        writers,
        on,
        isSafe: () => !health.sick && !isPending(),
        settled,
        unreadable,
        quarantine: (json, reason) => quarantine.add(json, destination, reason),
      });
      cursors.set(index, cursor);
      return cursor;
    },
    async flush() {
      await Promise.all([writers.keep.flush(), writers.bulk.flush()]);
    },
    drain(last) {
      drain();
      if (last) folder.leave();
    },
    close() {
      closed = true;
      stopTick?.();
      stopNotes?.();
      for (const writer of Object.values(writers)) writer.roll();
      drain();
      const unwritten = Object.values(writers).flatMap(({ pending }) => pending);
      for (const cursor of cursors.values()) cursor.giveUp(unwritten.map(({ ticket }) => ticket));
      shelf.sweep(true);
      folder.remove();
    },
    diagnostics: () => ({
      path: folder.path,
      state: health.sick ? 'sick' : health.slow ? 'slow' : 'ready',
      bytes: shelf.bytes,
      segments: shelf.size,
      pending: writers.keep.pending.length + writers.bulk.pending.length,
      ...(lastError && { lastError }),
    }),
  };
}

/** What a post-mortem needs is written first and given up last. */
function laneFor({ event: { type } }: EncodedEvent): Lane {
  return eventClass(type) === 'boundary' || type === 'agent.tool.called' ? 'keep' : 'bulk';
}
