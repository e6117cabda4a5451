import type { EncodedEvent, Transport } from '../transport/transport.ts';
import type { Backlog, BacklogEvents } from './backlog.ts';
import { createBuffer, type QueuedEvent } from './buffer.ts';
import { createDrops, type DropReason, type Drops } from './drops.ts';
import type { DestinationDiagnostics, FlushReport } from './diagnostics.ts';
import { createFlushWatch } from './flush-watch.ts';
import type { BatchLimits, BufferLimits } from './limits.ts';
import { createPace } from './pace.ts';
import type { DeliveryRuntime } from './runtime.ts';
import { createSender } from './sender.ts';
import type { Refusal } from './settlement.ts';

/** Four batches of arrears a second; a second's rest when there should be some and are none. */
const backlogGapMs = 250;
const emptyGapMs = 1000;

export interface DestinationOptions {
  readonly name: string;
  readonly transport: Transport;
  readonly bufferLimits: BufferLimits;
  readonly batchLimits: BatchLimits;
  readonly runtime: DeliveryRuntime;
  /** Hears of every loss. */
  readonly drops: Drops;
  /** Tells a person, once per trouble. */
  readonly warn: (message: string) => void;
}

/** One transport with a queue and a pace of its own. */
export interface Destination {
  readonly name: string;
  /** `ticket`: the spool's mark, when the event is written there. */
  accept(encoded: EncodedEvent, ticket?: object): void;
  /** Those in memory. */
  waiting(): QueuedEvent[];
  /** Gives the destination a place for what memory has no room for. */
  attach(open: (on: BacklogEvents) => Backlog): Backlog;
  /**
   * Fulfilled when everything accepted before is settled, when `timeoutMs` is over, or when nothing
   * more can be reached by waiting. Never rejects.
   */
  flush(timeoutMs: number): Promise<FlushReport>;
  /** At exit: gives a synchronous transport all there is. */
  drain(): void;
  /** Gives up: what is left stays in the backlog or is counted. Nothing is sent any more. */
  close(): void;
  diagnostics(): DestinationDiagnostics;
}

export function createDestination(options: DestinationOptions): Destination {
  const { name, transport, bufferLimits, runtime, warn } = options;
  const { clock, timers } = runtime;
  const batchLimits = limitsFor(transport, options.batchLimits, bufferLimits);
  const drops = createDrops(options.drops.count);
  const buffer = createBuffer(bufferLimits);
  const pace = createPace(clock);
  const watch = createFlushWatch({ runtime, isSettled, isHopeless });
  let backlog: Backlog | undefined;
  let order = 0;
  let accepted = 0;
  let delivered = 0;
  let quarantined = 0;
  let closed = false;
  let fetching = false;
  let fetchedAt = -Infinity;
  let fetchedOf = 0;
  let stopWaiting: (() => void) | undefined;
  let warned = false;
  let paused = false;
  let lastError: DestinationDiagnostics['lastError'];
  let lastDeliveredAt: number | undefined;

  const sender = createSender({
    transport,
    buffer,
    pace,
    limits: batchLimits,
    runtime,
    on: {
      delivered(entries) {
        delivered += entries.length;
        lastDeliveredAt = clock.wall();
        paused = false;
        backlog?.forget(entries);
      },
      refused,
      failed(message, needsPerson) {
        lastError = { message, at: clock.wall() };
        if (needsPerson && !paused) warn(`${name}: ${message}. Events wait; nothing is lost yet.`);
        paused ||= needsPerson;
      },
      moved() {
        watch.check();
        if (!watch.waiting) sender.hurry(false);
        refill();
      },
    },
  });

  function refused({ entry, reason, message }: Refusal): void {
    lastError = { message, at: clock.wall() };
    if (!warned) warn(`${name} refused an event: ${message}. Further ones are only counted.`);
    warned = true;
    if (!backlog?.quarantine(entry, message)) return drop(entry, reason);
    quarantined += 1;
    backlog.forget([entry]);
  }

  function drop(entry: QueuedEvent, reason: DropReason): void {
    const { event, bytes } = entry.encoded;
    backlog?.forget([entry]);
    // A report of losses is none itself: the next one says the same and more.
    if (event.type === 'agent.telemetry.dropped') accepted -= 1;
    else drops.count(reason, 1, bytes);
  }

  function enter(entry: QueuedEvent): void {
    const { encoded } = entry;
    if (closed) return drop(entry, 'shutdown_timeout');
    if (encoded.bytes > bufferLimits.maxBytes) return drop(entry, 'too_large');
    // Once some wait outside memory, later ones queue up behind them.
    if (backlog?.behind && backlog.keep(entry)) return;
    if (!buffer.fits(encoded.bytes)) sender.empty(false);
    if (!buffer.fits(encoded.bytes) && backlog?.keep(entry)) return;
    while (!buffer.fits(encoded.bytes)) {
      const victim = buffer.shed(encoded);
      drop(victim ?? entry, backlog ? 'spool_error' : 'buffer_full');
      if (!victim) return;
    }
    buffer.push(entry);
    sender.notice();
  }

  /** Brings events back into memory as it empties. */
  function refill(): void {
    if (!backlog || backlog.events === 0 || fetching || closed || buffer.fill > 0.5) return;
    const wait = fetchedAt + backlogGapMs - clock.now();
    // A receiver that is back gets its arrears at a measured pace, unless they still grow.
    if (wait > 0 && !watch.waiting && backlog.events <= fetchedOf) {
      refillAfter(wait);
      return;
    }
    fetching = true;
    fetchedAt = clock.now();
    fetchedOf = backlog.events;
    const { maxEvents, maxBytes } = batchLimits;
    void runtime
      .runSuppressed(() => backlog?.fetch(maxEvents, maxBytes, takeBack))
      ?.then((found) => {
        fetching = false;
        if (found) refill();
        else refillAfter(emptyGapMs);
      });
  }

  function takeBack(entries: readonly QueuedEvent[]): void {
    for (const entry of entries) if (!closed || !backlog?.keep(entry)) buffer.push(entry);
    if (!closed) sender.notice();
  }

  function refillAfter(delayMs: number): void {
    stopWaiting ??= runtime.runSuppressed(() =>
      timers.after(delayMs, () => {
        stopWaiting = undefined;
        refill();
      }),
    );
  }

  function isSettled(target: number): boolean {
    if (backlog && backlog.events > 0) return false;
    return Math.min(buffer.oldestOrder, sender.oldestOrder) > target;
  }

  /** Either no attempt can be made in time, or the receiver is away and the disk has everything. */
  function isHopeless(deadline: number): boolean {
    if (sender.inFlight > 0) return false;
    return pace.notBefore > deadline || (pace.failures > 0 && backlog?.safe === true);
  }

  return {
    name,
    accept(encoded, ticket) {
      accepted += 1;
      order += 1;
      enter(ticket ? { encoded, order, ticket } : { encoded, order });
    },
    waiting: () => [...sender.all(), ...buffer.all()],
    attach(open) {
      backlog = open({
        dropped: (reason, events, bytes) => drops.count(reason, events, bytes),
        arrived: refill,
      });
      return backlog;
    },
    flush(timeoutMs) {
      const flushed = watch.wait(order, timeoutMs);
      pace.hasten();
      sender.hurry(true);
      refill();
      return flushed.then((complete) => ({
        complete,
        queued: buffer.events + sender.held,
        spooled: backlog?.events ?? 0,
      }));
    },
    drain: () => sender.empty(true),
    close() {
      if (closed) return;
      closed = true;
      stopWaiting?.();
      const waiting = buffer.take(Infinity, Infinity);
      buffer.release(waiting);
      for (const entry of [...sender.abandon(), ...waiting]) {
        if (!backlog?.keep(entry)) drop(entry, 'shutdown_timeout');
      }
    },
    diagnostics: () => ({
      name,
      state: closed ? 'closed' : paused ? 'paused' : pace.failures > 0 ? 'waiting' : 'ready',
      accepted,
      adopted: backlog?.adopted ?? 0,
      delivered,
      surrendered: backlog?.surrendered ?? 0,
      quarantined,
      queue: { events: buffer.events + sender.held, bytes: buffer.heldBytes + buffer.bytes },
      spooled: { events: backlog?.events ?? 0, bytes: backlog?.bytes ?? 0 },
      inFlight: sender.inFlight,
      retries: sender.retries,
      drops: drops.snapshot(),
      ...(lastError && { lastError }),
      ...(lastDeliveredAt !== undefined && { lastDeliveredAt }),
      nextAttemptInMs: Math.max(0, pace.notBefore - clock.now()),
    }),
  };
}

/** Two batches under way leave at least half of the buffer to choose from when it is full. */
function limitsFor(transport: Transport, batch: BatchLimits, buffer: BufferLimits): BatchLimits {
  const quarter = { events: Math.ceil(buffer.maxEvents / 4), bytes: buffer.maxBytes / 4 };
  return {
    maxEvents: Math.min(transport.maxBatchEvents ?? Infinity, batch.maxEvents, quarter.events),
    maxBytes: Math.min(transport.maxBatchBytes ?? Infinity, batch.maxBytes, quarter.bytes),
    maxDelayMs: Math.min(transport.maxDelayMs ?? Infinity, batch.maxDelayMs),
  };
}
