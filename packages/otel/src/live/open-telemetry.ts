import type { Companion, ContextManager } from '@heddle/core';
import { openWriter, type ProviderOptions } from '../api/providers.ts';
import { LiveSpans } from './live-spans.ts';
import { contextManagerWithSpans, type OtelContextManagerOptions } from './otel-context-manager.ts';

export interface OpenTelemetryOptions extends ProviderOptions, OtelContextManagerOptions {}

/**
 * Joins Heddle and OpenTelemetry: every run, step, tool, model call and MCP request is a span that
 * is current while the host's code runs, a child of whatever span is active, and has the ids of the
 * events. One context carries both. Spread into the options of `createHeddle`; events go to its
 * transport as ever.
 *
 * With a `tracerProvider` of your own, which is not the registered one, nothing of the host's
 * tracing is touched: our spans are not current, not in its traces, not in its baggage, and a run
 * that begins in a span of the host's is a trace of its own with a link to it.
 *
 * @example
 * const heddle = createHeddle({ agent: { key: 'support' }, ...openTelemetry() });
 */
export function openTelemetry(options: OpenTelemetryOptions = {}): {
  readonly context: ContextManager;
  readonly companion: Companion;
} {
  const { isIsolated, tracer, view, writer } = openWriter(options);
  const companion = new LiveSpans(tracer, writer, view, isIsolated);
  return { companion, context: contextManagerWithSpans(options, companion.spanOf, isIsolated) };
}
