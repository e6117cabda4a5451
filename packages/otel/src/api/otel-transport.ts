import type { Batch, EventResult, SendResult, Transport } from '@heddle/core';
import type { AnyEvent } from '@heddle/events';
import { openWriter, type ProviderOptions } from './providers.ts';
import type { SpanWriter } from './span-writer.ts';

export interface OtelTransport extends Transport {
  send(batch: Batch): SendResult;
}

/**
 * Turns events into spans and metrics of the host's OpenTelemetry SDK, after the fact: a span is
 * started when its first event arrives and ended when its last does, with the times of the events.
 * For spans that are current while the host's code runs, use `openTelemetry()`.
 *
 * The API gives spans ids of their own; with `heddleIdGenerator()` in a provider of yours they keep
 * the events' ids, else those are the attributes `heddle.trace.id` and `heddle.span.id`.
 *
 * @example
 * createHeddle({ transport: [otelTransport(), file()] });
 */
export function otelTransport(options: ProviderOptions = {}): OtelTransport {
  const { writer } = openWriter(options);
  return {
    name: 'otel',
    maxDelayMs: 0,
    send({ events }) {
      const results = events.map(({ event }) => told(writer, event));
      return results.every(({ status }) => status === 'stored')
        ? { status: 'delivered' }
        : { status: 'partial', results };
    },
    close: () => writer.settle(true),
  };
}

/** A span processor of the host's that throws spoils one event, not the batch. */
function told(writer: SpanWriter, event: AnyEvent): EventResult {
  try {
    writer.tell(event);
    return { status: 'stored' };
  } catch (error) {
    return { status: 'refused', reason: `OpenTelemetry: ${String(error)}` };
  }
}
