import type { AnyEvent, Json, JsonObject } from '@heddle/events';
import { createDelivery, type Delivery, type DeliveryOptions } from './buffer/delivery.ts';
import type { DeliveryDiagnostics, FlushReport } from './buffer/diagnostics.ts';
import { systemTimers } from './buffer/runtime.ts';
import type { ContextManager } from './context/manager.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { Clock } from './event/clock.ts';
import type { Ids } from './event/ids.ts';
import type { Instrument } from './instrument.ts';
import type { HeddleOptions, ResolvedOptions } from './options.ts';
import { CleaningQueue } from './pipeline/cleaning-queue.ts';
import { createPipeline, isDropped, type Dropped } from './pipeline/pipeline.ts';
import type { Redactor } from './pipeline/redact.ts';
import { Recorder } from './record/recorder.ts';
import { file } from './transport/file.ts';
import { http } from './transport/http/http.ts';
import { multi } from './transport/multi.ts';
import type { EncodedEvent, Transport, TransportGroup } from './transport/transport.ts';

interface OutletParts {
  readonly options: HeddleOptions;
  readonly resolved: ResolvedOptions;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly context: ContextManager;
  readonly diagnostics: Diagnostics;
  readonly redactor: Redactor;
}

/** The way of a fact out of the process: staged, written as an event, cleaned, buffered, sent. */
export interface Outlet {
  readonly recorder: Recorder;
  /** Lets the outlet report its own losses as events of this instrument. */
  serve(instrument: Instrument): void;
  send(event: AnyEvent): void;
  countSampled(events: number): void;
  flush(timeoutMs?: number): Promise<FlushReport>;
  shutdown(timeoutMs?: number): Promise<FlushReport>;
  diagnostics(): DeliveryDiagnostics;
}

export function createOutlet(parts: OutletParts): Outlet {
  const { context, diagnostics, options, redactor, resolved } = parts;
  let instrument: Instrument | undefined;
  let delivery: Delivery | undefined;

  const pipeline = createPipeline({
    redactor,
    count: (reason) => delivery?.drops.count(reason),
    onHookError: (error) => diagnostics.report('hook_failed', 'The enrich hook failed.', error),
    ...(options.enrich !== undefined && { enrich: options.enrich }),
  });
  const { companion } = options;
  const deliver = (clean: EncodedEvent | Dropped): void => {
    if (isDropped(clean)) return;
    if (companion !== undefined) diagnostics.guard(() => companion.told(clean.event));
    delivery?.accept(clean);
  };
  const queue = pipeline.isAsync ? new CleaningQueue(pipeline, deliver) : undefined;
  const send = (event: AnyEvent): void => {
    if (queue === undefined) deliver(pipeline.process(event));
    else queue.add(event);
  };

  const recorder = new Recorder(context, send, (work) => void diagnostics.guard(work));
  if (resolved.enabled) {
    delivery = createDelivery({
      transport: chooseTransport(parts),
      runtime: {
        clock: parts.clock,
        timers: systemTimers,
        random: Math.random,
        newId: () => parts.ids.uuid(parts.clock.wall()),
        // Our own requests belong to nobody's run.
        runSuppressed: (work) => context.with(undefined, work, undefined, []),
      },
      report: (drops) => reportDrops(instrument, drops as unknown as Json),
      warn: (message) => diagnostics.report('delivery', message),
      gather() {
        recorder.drain();
        // Whoever cannot wait gets what the asynchronous hook has not seen, hidden whole.
        queue?.drain();
        if (companion !== undefined) diagnostics.guard(() => companion.settle());
      },
      exit: { host: process, flushMs: resolved.exitFlushMs },
      ...chooseSpool(parts),
    });
  }
  const settle = async (): Promise<void> => {
    recorder.drain();
    await queue?.settled();
  };
  return {
    recorder,
    serve: (served) => (instrument = served),
    send,
    countSampled: (events) => delivery?.drops.count('sampled', events),
    async flush(timeoutMs) {
      await settle();
      return (await delivery?.flush(timeoutMs)) ?? NOTHING_LEFT;
    },
    async shutdown(timeoutMs) {
      await settle();
      return (await delivery?.shutdown(timeoutMs)) ?? NOTHING_LEFT;
    },
    diagnostics: () => delivery?.diagnostics() ?? NO_DELIVERY,
  };
}

function reportDrops(instrument: Instrument | undefined, drops: Json): void {
  const fields: JsonObject = { drops, cumulative: true };
  instrument?.emit('agent.telemetry.dropped', undefined, fields);
  instrument?.recorder.drain();
}

function chooseTransport({ options, resolved }: OutletParts): Transport | TransportGroup {
  const { transport } = options;
  if (transport !== undefined) return isList(transport) ? multi(transport) : transport;
  const { apiKey, url } = resolved;
  return url === undefined ? file() : http({ url, ...(apiKey !== undefined && { apiKey }) });
}

/** Whoever sends to a collector wants its events to survive. The code of it is loaded then only. */
function chooseSpool({
  options: { spool, transport },
  resolved: { url },
}: OutletParts): Pick<DeliveryOptions, 'spool'> {
  if (spool !== undefined) return spool === false ? {} : { spool };
  if (transport !== undefined || url === undefined) return {};
  return { spool: import('./spool/index.ts').then((module) => module.spool()) };
}

function isList<T extends object>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}

const NOTHING_LEFT: FlushReport = { complete: true, queued: 0, spooled: 0 };

const NO_DELIVERY: DeliveryDiagnostics = {
  queue: { events: 0, bytes: 0 },
  spooled: { events: 0, bytes: 0 },
  inFlight: 0,
  delivered: 0,
  quarantined: 0,
  retries: 0,
  drops: {},
  destinations: [],
};
