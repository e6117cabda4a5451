import { transportsOf } from '../transport/multi.ts';
import type { EncodedEvent, Transport, TransportGroup } from '../transport/transport.ts';
import { attachSpool } from './attach-spool.ts';
import { createDestination } from './destination.ts';
import {
  sumDiagnostics,
  sumFlushes,
  type DeliveryDiagnostics,
  type FlushReport,
} from './diagnostics.ts';
import { createDropReporter } from './drop-report.ts';
import { createDrops, type DropCounts, type Drops } from './drops.ts';
import {
  defaultBatchLimits,
  defaultBufferLimits,
  type BatchLimits,
  type BufferLimits,
} from './limits.ts';
import { watchExit, type ExitOptions } from './exit.ts';
import type { DeliveryRuntime } from './runtime.ts';
import type { OpenSpool, Spool } from './spool.ts';

export type { DeliveryDiagnostics, FlushReport } from './diagnostics.ts';

const defaultFlushMs = 10_000;
const defaultShutdownMs = 5000;

export interface DeliveryOptions {
  readonly transport: Transport | TransportGroup;
  readonly runtime: DeliveryRuntime;
  readonly buffer?: Partial<BufferLimits>;
  readonly batch?: Partial<BatchLimits>;
  /** Makes `agent.telemetry.dropped` of the counts and hands it to `accept`. */
  report?(counts: DropCounts): void;
  /** Says something to the host's operator, rarely. */
  warn?(message: string): void;
  /** Called before a flush and at exit: the last chance to hand over what waits further up. */
  gather?(): void;
  /**
   * Keeps events on disk until they are acknowledged. A promise may bring it later, so that it need
   * not be loaded at start; until then there is only memory. Absent: only memory.
   */
  readonly spool?: OpenSpool | Promise<OpenSpool>;
  /** What to do when the process ends. Absent: nothing. */
  readonly exit?: ExitOptions;
  /**
   * A serverless platform's way to keep the instance awake until a promise is fulfilled. Gets one for
   * each burst of events.
   */
  waitUntil?(promise: Promise<unknown>): void;
}

/** The way out: takes encoded events and answers for each of them until it is settled. */
export interface Delivery {
  /** Losses by reason; whoever loses an event before it comes here counts it here too. */
  readonly drops: Drops;
  /** Cheap, and never throws. */
  accept(encoded: EncodedEvent): void;
  /** The same for several, which a spool then writes in one go. */
  acceptAll(events: readonly EncodedEvent[]): void;
  /**
   * Sends what is waiting. Fulfilled when all of it is settled or after `timeoutMs` (10 s), sooner
   * when the receiver is known to be away for longer. Never rejects.
   */
  flush(timeoutMs?: number): Promise<FlushReport>;
  /** Flushes, counts what could not be delivered within `timeoutMs` (5 s), and closes. */
  shutdown(timeoutMs?: number): Promise<FlushReport>;
  /**
   * Hands over synchronously what can be, for a process that is about to end. `last` (default):
   * whatever still comes is handed over synchronously as well. Never throws.
   */
  drain(last?: boolean): void;
  diagnostics(): DeliveryDiagnostics;
}

/**
 * Furnishes buffer, sender and transports.
 *
 * @example
 * const delivery = createDelivery({ transport: multi([console(), http({ url })]), runtime });
 * delivery.accept(encoded);
 * await delivery.shutdown();
 */
export function createDelivery(options: DeliveryOptions): Delivery {
  const runtime = withoutThrows(options.runtime);
  const transports = transportsOf(options.transport);
  const warn = (message: string): void => harmless(() => options.warn?.(message));
  const gather = (): void => harmless(() => options.gather?.());
  const report = (counts: DropCounts): void => harmless(() => options.report?.(counts));
  const reporter = createDropReporter(() => report(drops.snapshot()), runtime);
  const drops = createDrops(() => reporter.changed());
  const destinations = transports.map((transport, index) =>
    createDestination({
      name: uniqueName(transports, index),
      transport,
      bufferLimits: { ...defaultBufferLimits, ...options.buffer },
      batchLimits: { ...defaultBatchLimits, ...options.batch },
      runtime,
      drops,
      warn,
    }),
  );
  const spooled = destinations.filter((_, index) => transports[index]?.spooled !== false);
  let spool: Spool | undefined;
  let ending: Promise<FlushReport> | undefined;
  /** The process is ending: whatever still comes cannot wait for a timer. */
  let drained = false;
  /** What the platform waits for, and whether more came meanwhile. */
  let awaited: Promise<void> | undefined;
  let restless = false;

  async function flush(timeoutMs: number): Promise<FlushReport> {
    gather();
    reporter.flush();
    const flushes = destinations.map((destination) => destination.flush(timeoutMs));
    await spool?.flush();
    return sumFlushes(await Promise.all(flushes));
  }

  async function end(timeoutMs: number): Promise<FlushReport> {
    unwatch?.();
    const flushed = await flush(timeoutMs);
    for (const destination of destinations) destination.close();
    reporter.close();
    spool?.close();
    await Promise.all(transports.map((transport) => close(transport, timeoutMs, runtime)));
    return flushed;
  }

  function open(openSpool: OpenSpool): void {
    if (ending || spooled.length === 0) return;
    const names = spooled.map(({ name }) => name);
    spool = openSpool({ runtime, destinations: names, warn });
    attachSpool(spool, spooled);
  }

  function acceptAll(events: readonly EncodedEvent[]): void {
    try {
      const tickets = spool && events.map((encoded) => spool?.append(encoded));
      spool?.commit();
      for (const [index, encoded] of events.entries()) {
        for (const destination of destinations) destination.accept(encoded, tickets?.[index]);
      }
      if (drained) drain();
      else awake();
    } catch {
      for (const { bytes } of events) drops.count('buffer_full', 1, bytes);
    }
  }

  function drain(): void {
    spool?.drain(drained);
    for (const destination of destinations) destination.drain();
  }

  /** Asks the platform, once per burst, to stay awake until it is delivered. */
  function awake(): void {
    if (!options.waitUntil) return;
    restless = true;
    if (awaited) return;
    awaited = settleDown().finally(() => (awaited = undefined));
    harmless(() => options.waitUntil?.(awaited as Promise<void>));
  }

  async function settleDown(): Promise<void> {
    while (restless) {
      await new Promise<void>((resolve) => runtime.timers.after(0, resolve));
      restless = false;
      await flush(defaultFlushMs);
    }
  }

  const delivery: Delivery = {
    drops,
    accept: (encoded) => acceptAll([encoded]),
    acceptAll,
    flush: (timeoutMs = defaultFlushMs) => flush(timeoutMs),
    shutdown: (timeoutMs = defaultShutdownMs) => (ending ??= end(timeoutMs)),
    drain(last = true) {
      drained ||= last;
      gather();
      reporter.flush();
      drain();
    },
    diagnostics: () =>
      sumDiagnostics(
        destinations.map((destination) => destination.diagnostics()),
        drops.snapshot(),
        spool?.diagnostics(),
      ),
  };
  if (typeof options.spool === 'function') open(options.spool);
  else options.spool?.then(open, (error) => warn(`The spool could not be loaded: ${error}`));
  const unwatch = options.exit && watchExit(delivery, options.exit);
  return delivery;
}

/** Two transports may share a name; their destinations may not. */
function uniqueName(transports: readonly Transport[], index: number): string {
  const name = transports[index]?.name ?? 'transport';
  const earlier = transports.slice(0, index).filter((transport) => transport.name === name).length;
  return earlier === 0 ? name : `${name} #${earlier + 1}`;
}

/** The host's callbacks, and what only a fault of ours could throw. */
function harmless(work: () => void): void {
  try {
    work();
  } catch {
    // Nobody is left to tell.
  }
}

/** A timer's callback has no caller to throw to but the host's process. */
function withoutThrows(runtime: DeliveryRuntime): DeliveryRuntime {
  const { timers } = runtime;
  return {
    ...runtime,
    timers: {
      after: (delayMs, callback, hold) => timers.after(delayMs, () => harmless(callback), hold),
    },
  };
}

async function close(
  transport: Transport,
  timeoutMs: number,
  { timers }: DeliveryRuntime,
): Promise<void> {
  let stop: (() => void) | undefined;
  const late = new Promise<void>((resolve) => {
    stop = timers.after(timeoutMs, resolve, true);
  });
  try {
    await Promise.race([transport.close?.(), late]);
  } catch {
    // Everything is settled by now; a transport that cannot close loses nothing.
  } finally {
    stop?.();
  }
}
