import type { AnyEvent, Json, JsonObject } from '@heddle/events';
import { createDelivery, type Delivery } from './buffer/delivery.ts';
import type { DeliveryDiagnostics, FlushReport } from './buffer/diagnostics.ts';
import { systemTimers } from './buffer/runtime.ts';
import type { ContextManager } from './context/manager.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { Clock } from './event/clock.ts';
import type { Ids } from './event/ids.ts';
import type { Instrument } from './instrument.ts';
import type { HeddleOptions, ResolvedOptions } from './options.ts';
import { createPipeline } from './pipeline/pipeline.ts';
import type { Redactor } from './pipeline/redact.ts';
import { Recorder } from './record/recorder.ts';
import { file } from './transport/file.ts';
import { http } from './transport/http/http.ts';
import { multi } from './transport/multi.ts';
import type { Transport, TransportGroup } from './transport/transport.ts';

interface OutletParts {
  readonly options: HeddleOptions;
  readonly resolved: ResolvedOptions;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly context: ContextManager;
  readonly diagnostics: Diagnostics;
  readonly redact: Redactor;
  readonly instanceId: string;
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
  const { context, diagnostics, options, redact, resolved } = parts;
  const pipeline = createPipeline({
    redact,
    ...(options.enrich !== undefined && { enrich: options.enrich }),
  });
  let instrument: Instrument | undefined;
  let delivery: Delivery | undefined;

  const send = (event: AnyEvent): void => {
    if (delivery === undefined) return;
    const encoded = pipeline(event);
    if ('reason' in encoded) delivery.drops.count(encoded.reason, 1, encoded.bytes);
    else delivery.accept(encoded);
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
      gather: () => recorder.drain(),
      exit: { host: process, flushMs: resolved.exitFlushMs },
    });
  }
  return {
    recorder,
    serve: (served) => (instrument = served),
    send,
    countSampled: (events) => delivery?.drops.count('sampled', events, 0),
    flush: async (timeoutMs) => (await delivery?.flush(timeoutMs)) ?? NOTHING_LEFT,
    shutdown: async (timeoutMs) => (await delivery?.shutdown(timeoutMs)) ?? NOTHING_LEFT,
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
  if (transport !== undefined) {
    return Array.isArray(transport) ? multi(transport) : (transport as Transport | TransportGroup);
  }
  const { apiKey, url } = resolved;
  return url === undefined ? file() : http({ url, ...(apiKey !== undefined && { apiKey }) });
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
