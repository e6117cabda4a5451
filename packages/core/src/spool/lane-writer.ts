import type { DeliveryRuntime } from '../buffer/runtime.ts';
import type { EncodedEvent } from '../transport/transport.ts';
import type { Health } from './health.ts';
import { encodeLine, lineBytes } from './line.ts';
import type { Segment, Ticket } from './segment.ts';
import type { SpoolFs } from './spool-fs.ts';
import { issueTicket, moveTicket } from './ticket.ts';

/** When an event has to be with the kernel: later, when `commit` returns, or with the disk itself. */
export type Promptness = 'soon' | 'written' | 'synced';

const chunkBytes = 1024 * 1024;
const soonMs = 20;
const soonBytes = 64 * 1024;
/** Beyond this a disk that does not keep up gets nothing more to write. */
const mostPendingBytes = 4 * 1024 * 1024;

export interface LaneWriterOptions {
  readonly promptness: Promptness;
  readonly segmentBytes: number;
  readonly fs: SpoolFs;
  readonly runtime: DeliveryRuntime;
  readonly health: Health;
  /** Makes the next segment; its file is created with the first write. */
  begin(): Segment;
  /** Called before a write: throws when the folder is no longer ours. */
  check(): void;
  /** A write failed. Said once per sickness. */
  trouble(error: unknown): void;
  /** Pending lines went to another segment, in the same order. */
  moved(tickets: readonly Ticket[]): void;
  /** No more will be appended to this segment, or nothing of it is pending any more. */
  closed(segment: Segment): void;
}

/** Appends the events of one lane to its current segment. */
export interface LaneWriter {
  readonly current: Segment | undefined;
  /** What waits to be written, oldest first. */
  readonly pending: readonly PendingLine[];
  /** Undefined when the disk does not keep up. Nothing is written before `commit`. */
  append(encoded: EncodedEvent): Ticket | undefined;
  /** Writes as promptly as the lane is meant to. Never throws. */
  commit(): void;
  /** Fulfilled when nothing is pending any more or the disk is sick. Never rejects. */
  flush(): Promise<void>;
  /** Writes everything now, whatever is under way. For a process that is about to end. */
  drain(): void;
  /** Ends the current segment. */
  roll(): void;
  /** Starts again in a new segment, with everything that is pending. */
  restart(): void;
}

export interface PendingLine {
  readonly encoded: EncodedEvent;
  readonly ticket: Ticket;
}

export function createLaneWriter(options: LaneWriterOptions): LaneWriter {
  const { promptness, segmentBytes, fs, runtime, health } = options;
  const { clock, timers } = runtime;
  let pending: PendingLine[] = [];
  let pendingBytes = 0;
  let current: Segment | undefined;
  let handle: { readonly segment: Segment; readonly number: number } | undefined;
  /** The asynchronous writing under way, if any. */
  let writing: Promise<void> | undefined;
  /** Grows when pending lines are given new places: what was under way then counts for nothing. */
  let era = 0;
  let disarm: (() => void) | undefined;

  function segmentFor(length: number): Segment {
    const full = current && current.assigned + length > segmentBytes;
    if (full && current && current.assigned > current.headerBytes) roll();
    current ??= options.begin();
    return current;
  }

  function roll(): void {
    const ended = current;
    current = undefined;
    if (!ended) return;
    ended.closed = true;
    if (handle?.segment === ended && ended.written === ended.assigned) release();
    options.closed(ended);
  }

  function release(): void {
    const open = handle;
    handle = undefined;
    if (open) fs.close(open.number);
  }

  function handleFor(segment: Segment): number {
    if (handle?.segment !== segment) {
      release();
      handle = { segment, number: fs.create(segment.path) };
    }
    return handle.number;
  }

  /** The next lines that go to one file in one write. */
  function nextRun(): { segment: Segment; count: number; bytes: Uint8Array } | undefined {
    const segment = pending[0]?.ticket.segment;
    if (!segment) return undefined;
    let text = segment.written === 0 ? segment.header : '';
    let count = 0;
    for (const { ticket, encoded } of pending) {
      if (ticket.segment !== segment || text.length > chunkBytes) break;
      text += encodeLine(encoded.json);
      count += 1;
    }
    return { segment, count, bytes: Buffer.from(text) };
  }

  function finish({ segment, count, bytes }: NonNullable<ReturnType<typeof nextRun>>): void {
    segment.written += bytes.length;
    for (const { ticket } of pending.splice(0, count)) pendingBytes -= ticket.length;
    if (segment.closed && segment.written === segment.assigned) {
      release();
      options.closed(segment);
    }
  }

  function writeNow(): void {
    const startedAt = clock.now();
    try {
      for (let run = nextRun(); run; run = nextRun()) {
        options.check();
        const number = handleFor(run.segment);
        for (let at = 0; at < run.bytes.length;) {
          at += progress(fs.write(number, run.bytes.subarray(at), run.segment.written + at));
        }
        if (promptness === 'synced') fs.sync(number);
        finish(run);
      }
      health.worked(clock.now() - startedAt);
    } catch (error) {
      fail(error);
    }
  }

  async function writeLater(): Promise<void> {
    const begun = era;
    try {
      for (let run = nextRun(); run; run = nextRun()) {
        options.check();
        const number = handleFor(run.segment);
        for (let at = 0; at < run.bytes.length;) {
          const rest = run.bytes.subarray(at);
          const taken = await fs.writeLater(number, rest, run.segment.written + at);
          if (begun !== era) {
            fs.close(number);
            return;
          }
          at += progress(taken);
        }
        if (promptness === 'synced') fs.sync(number);
        finish(run);
      }
      health.worked(0);
    } catch (error) {
      if (begun === era) fail(error);
    }
  }

  /** Takes the torn tail away and starts again in a new file, with everything that was not written. */
  function fail(error: unknown): void {
    health.failed();
    options.trouble(error);
    try {
      if (handle) fs.truncate(handle.number, handle.segment.written);
      release();
    } catch {
      // The torn line stays; its checksum tells it apart.
      handle = undefined;
    }
    replace();
    arm(health.restUntil - clock.now());
  }

  /** Gives all pending lines new places. */
  function replace(): void {
    era += 1;
    writing = undefined;
    const old = new Set(pending.map(({ ticket }) => ticket.segment));
    if (current) old.add(current);
    current = undefined;
    for (const { ticket } of pending) moveTicket(ticket, segmentFor(ticket.length));
    options.moved(pending.map(({ ticket }) => ticket));
    for (const segment of old) {
      segment.closed = true;
      segment.assigned = segment.written;
      options.closed(segment);
    }
  }

  function restart(): void {
    // While a write is under way its handle stays open, so that no other file gets the number.
    if (writing) handle = undefined;
    else release();
    replace();
    if (pending.length > 0) arm(0);
  }

  function start(): void {
    disarm?.();
    disarm = undefined;
    if (writing || pending.length === 0) return;
    if (health.sick) {
      arm(health.restUntil - clock.now());
      return;
    }
    const started = runtime.runSuppressed(writeLater).then(() => {
      if (writing === started) writing = undefined;
      if (pending.length > 0) arm(0);
    });
    writing = started;
  }

  function arm(delayMs: number): void {
    disarm ??= runtime.runSuppressed(() => timers.after(Math.max(0, delayMs), start));
  }

  return {
    get current() {
      return current;
    },
    get pending() {
      return pending;
    },
    append(encoded) {
      // Places are promises: they rest on the bytes there are, not on those somebody counted.
      const length = lineBytes(Buffer.byteLength(encoded.json));
      if (pendingBytes > 0 && pendingBytes + length > mostPendingBytes) return undefined;
      const ticket = issueTicket(segmentFor(length), length, encoded.bytes);
      pending.push({ encoded, ticket });
      pendingBytes += length;
      return ticket;
    },
    commit() {
      if (pending.length === 0 || writing) return;
      if (health.sick) arm(health.restUntil - clock.now());
      else if (promptness !== 'soon' && !health.slow) writeNow();
      else if (pendingBytes >= soonBytes) start();
      else arm(soonMs);
    },
    async flush() {
      while (pending.length > 0 && !health.sick) {
        start();
        if (!writing) return;
        await writing;
      }
    },
    drain() {
      if (writing) restart();
      disarm?.();
      disarm = undefined;
      if (pending.length > 0) writeNow();
    },
    roll,
    restart,
  };
}

/** A disk that takes nothing and says nothing is full. */
function progress(taken: number): number {
  if (taken <= 0)
    throw Object.assign(new Error('ENOSPC: the disk took nothing'), { code: 'ENOSPC' });
  return taken;
}
