import { randomFillSync } from 'node:crypto';

/** What OpenTelemetry's SDKs call an `IdGenerator`; its type is not part of the API. */
export interface HeddleIdGenerator {
  generateTraceId(): string;
  generateSpanId(): string;
}

interface SpanIds {
  readonly traceId: string;
  readonly spanId: string;
}

let next: SpanIds | undefined;

/**
 * An id generator for a tracer provider of your own: spans that `otelTransport` makes then have
 * the ids of the events, and everybody else's spans random ones. Without it the API gives spans
 * ids of their own, and ours are attributes.
 *
 * @example
 * const tracerProvider = new BasicTracerProvider({ idGenerator: heddleIdGenerator(), spanProcessors });
 * createHeddle({ transport: otelTransport({ tracerProvider }) });
 */
export function heddleIdGenerator(): HeddleIdGenerator {
  return {
    generateTraceId: () => next?.traceId ?? random(16),
    generateSpanId: () => next?.spanId ?? random(8),
  };
}

/** Runs `start`, in the course of which a generator of ours gives out these ids. */
export function withIds<Result>(ids: SpanIds | undefined, start: () => Result): Result {
  next = ids;
  try {
    return start();
  } finally {
    next = undefined;
  }
}

function random(bytes: number): string {
  const hex = randomFillSync(Buffer.allocUnsafe(bytes)).toString('hex');
  return /^0+$/.test(hex) ? random(bytes) : hex;
}
