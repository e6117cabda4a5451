import { decodeProtobuf } from '../otlp/decode-protobuf.ts';
import type { TraceRequest } from '../otlp/messages.ts';

/** An OTLP trace request: protobuf bytes, or JSON as text or parsed. */
export type OtlpRequest = Uint8Array | string | object;

/**
 * Reads a request in whichever form it came.
 *
 * @throws {TypeError} when it is neither protobuf nor JSON of an `ExportTraceServiceRequest`.
 */
export function readRequest(request: OtlpRequest): TraceRequest {
  if (request instanceof Uint8Array) return decodeProtobuf('ExportTraceServiceRequest', request);
  const parsed: unknown = typeof request === 'string' ? parse(request) : request;
  const { resourceSpans } = (parsed ?? {}) as { resourceSpans?: unknown };
  if (
    typeof parsed !== 'object' ||
    parsed === null ||
    (resourceSpans !== undefined && !Array.isArray(resourceSpans))
  ) {
    throw new TypeError(
      'This is no OTLP trace request: expected an object with a list `resourceSpans`.',
    );
  }
  return parsed;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new TypeError('This is no OTLP trace request: it is not JSON.', { cause: error });
  }
}
