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
 * @example
 * const heddle = createHeddle({ agent: { key: 'support' }, ...openTelemetry() });
 */
export function openTelemetry(options: OpenTelemetryOptions = {}): {
  readonly context: ContextManager;
  readonly companion: Companion;
} {
  const { tracer, view, writer } = openWriter(options);
  const companion = new LiveSpans(tracer, writer, view);
  return { companion, context: contextManagerWithSpans(options, companion.spanOf) };
}
