import { createRequire } from 'node:module';

interface Type {
  decode(bytes: Uint8Array): object;
  encode(message: object): { finish(): Uint8Array };
  fromObject(object: object): object;
  toObject(message: object, options: object): object;
}

interface Root {
  readonly opentelemetry: {
    readonly proto: {
      readonly collector: {
        readonly trace: {
          readonly v1: {
            readonly ExportTraceServiceRequest: Type;
            readonly ExportTraceServiceResponse: Type;
          };
        };
      };
    };
  };
}

/** What OpenTelemetry generates from the official `.proto` files, as its JavaScript exporters ship it. */
const require = createRequire(import.meta.url);
const root = require(
  require
    .resolve('@opentelemetry/otlp-transformer')
    .replace(/build\/src\/.*$/, 'build/src/generated/root.js'),
) as Root;
const { ExportTraceServiceRequest, ExportTraceServiceResponse } =
  root.opentelemetry.proto.collector.trace.v1;

/** The official reading of a request: ids as hex, 64-bit numbers as decimal text. */
export function officialDecode(bytes: Uint8Array): { resourceSpans: OfficialResourceSpans[] } {
  const plain = ExportTraceServiceRequest.toObject(ExportTraceServiceRequest.decode(bytes), {
    longs: String,
    bytes: String,
  });
  return JSON.parse(JSON.stringify(plain), (key, value: unknown) =>
    /^(traceId|spanId|parentSpanId)$/.test(key) && typeof value === 'string'
      ? Buffer.from(value, 'base64').toString('hex')
      : value,
  ) as { resourceSpans: OfficialResourceSpans[] };
}

/** A request as the official code writes it. Ids are hex. */
export function officialEncode(request: object): Uint8Array {
  const bytes = JSON.parse(JSON.stringify(request), (key, value: unknown) =>
    /^(traceId|spanId|parentSpanId)$/.test(key) && typeof value === 'string'
      ? Buffer.from(value, 'hex').toString('base64')
      : value,
  ) as object;
  return ExportTraceServiceRequest.encode(ExportTraceServiceRequest.fromObject(bytes)).finish();
}

export function officialResponse(response: object): Uint8Array {
  return ExportTraceServiceResponse.encode(
    ExportTraceServiceResponse.fromObject(response),
  ).finish();
}

export interface OfficialSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: Record<string, unknown> }[];
  readonly events?: readonly { readonly name: string; readonly attributes: readonly object[] }[];
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly status?: { readonly code?: number; readonly message?: string };
}

export interface OfficialResourceSpans {
  readonly resource: {
    readonly attributes: readonly { key: string; value: Record<string, unknown> }[];
  };
  readonly scopeSpans: readonly {
    readonly scope: { readonly name: string };
    readonly spans: readonly OfficialSpan[];
  }[];
}
