import {
  ProxyTracerProvider,
  metrics,
  trace,
  type MeterProvider,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api';
import { Meters } from '../metrics/meters.ts';
import { resolveView, type SpanOptions, type View } from '../spans/view.ts';
import { SpanWriter } from './span-writer.ts';

/** Where spans and metrics go. */
export interface ProviderOptions extends SpanOptions {
  /**
   * The host's registered provider when absent. One of your own is isolated: it leaves the globals
   * alone, and what is traced with them.
   */
  readonly tracerProvider?: TracerProvider;
  /** The registered one when neither provider is given; no metrics when only the tracer's is. */
  readonly meterProvider?: MeterProvider;
  /** `false`: no metrics. */
  readonly metrics?: boolean;
}

const SCOPE = '@heddle/otel';

/** What writes spans and metrics with these providers. A provider registered later is found too. */
export function openWriter(options: ProviderOptions): {
  readonly tracer: Tracer;
  readonly view: View;
  readonly writer: SpanWriter;
  readonly isIsolated: () => boolean;
} {
  const tracer = (options.tracerProvider ?? trace).getTracer(SCOPE);
  const meterProvider =
    options.meterProvider ?? (options.tracerProvider === undefined ? metrics : undefined);
  const meters =
    options.metrics === false || meterProvider === undefined
      ? undefined
      : new Meters(() => meterProvider.getMeter(SCOPE));
  const view = resolveView(options);
  return {
    tracer,
    view,
    writer: new SpanWriter(tracer, view, meters),
    isIsolated: () => options.tracerProvider !== undefined && !isRegistered(options.tracerProvider),
  };
}

/** Providers are registered at any time, so it is asked whenever it matters. */
function isRegistered(provider: TracerProvider): boolean {
  const global = trace.getTracerProvider();
  return (
    global === provider ||
    (global instanceof ProxyTracerProvider && global.getDelegate() === provider)
  );
}
