import { transportsOf } from '../transport/multi.ts';
import type { EncodedEvent, Transport, TransportGroup } from '../transport/transport.ts';
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
  /** What to do when the process ends. Absent: nothing. */
  readonly exit?: ExitOptions;
}

/** The way out: takes encoded events and answers for each of them until it is settled. */
export interface Delivery {
  /** Losses by reason; whoever loses an event before it comes here counts it here too. */
  readonly drops: Drops;
  /** Cheap, and never throws. */
  accept(encoded: EncodedEvent): void;
  /**
   * Sends what is waiting. Fulfilled when all of it is settled or after `timeoutMs` (10 s), sooner
   * when the receiver is known to be away for longer. Never rejects.
   */
  flush(timeoutMs?: number): Promise<FlushReport>;
  /** Flushes, counts what could not be delivered within `timeoutMs` (5 s), and closes. */
  shutdown(timeoutMs?: number): Promise<FlushReport>;
  /** Hands over synchronously what can be, for a process that is about to end. Never throws. */
  drain(): void;
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
  const { runtime } = options;
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
  let ending: Promise<FlushReport> | undefined;
  /** The process is ending: whatever still comes cannot wait for a timer. */
  let drained = false;

  async function flush(timeoutMs: number): Promise<FlushReport> {
    gather();
    reporter.flush();
    return sumFlushes(await Promise.all(destinations.map((one) => one.flush(timeoutMs))));
  }

  async function end(timeoutMs: number): Promise<FlushReport> {
    unwatch?.();
    const flushed = await flush(timeoutMs);
    for (const destination of destinations) destination.close();
    reporter.close();
    await Promise.all(transports.map((transport) => close(transport, timeoutMs, runtime)));
    return flushed;
  }

  const delivery: Delivery = {
    drops,
    accept(encoded) {
      try {
        for (const destination of destinations) destination.accept(encoded);
        if (drained) for (const destination of destinations) destination.drain();
      } catch {
        drops.count('buffer_full', 1, encoded.bytes);
      }
    },
    flush: (timeoutMs = defaultFlushMs) => flush(timeoutMs),
    shutdown: (timeoutMs = defaultShutdownMs) => (ending ??= end(timeoutMs)),
    drain() {
      drained = true;
      gather();
      reporter.flush();
      for (const destination of destinations) destination.drain();
    },
    diagnostics: () =>
      sumDiagnostics(
        destinations.map((destination) => destination.diagnostics()),
        drops.snapshot(),
      ),
  };
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
