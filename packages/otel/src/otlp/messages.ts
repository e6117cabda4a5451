/** OTLP's messages in their JSON form, as far as we write and read them. */
export interface TraceRequest {
  readonly resourceSpans?: readonly ResourceSpans[];
}

export interface ResourceSpans {
  readonly resource?: { readonly attributes?: readonly KeyValue[] };
  readonly scopeSpans?: readonly ScopeSpans[];
}

export interface ScopeSpans {
  readonly scope?: { readonly name?: string; readonly version?: string };
  readonly spans?: readonly OtlpSpan[];
}

export interface OtlpSpan {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly traceState?: string;
  readonly name?: string;
  /** 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind?: number;
  /** Decimal nanoseconds since the epoch: more than a number can hold. */
  readonly startTimeUnixNano?: string | number;
  readonly endTimeUnixNano?: string | number;
  readonly attributes?: readonly KeyValue[];
  readonly events?: readonly OtlpEvent[];
  readonly links?: readonly OtlpLink[];
  /** 0 unset, 1 ok, 2 error. */
  readonly status?: { readonly code?: number; readonly message?: string };
  readonly flags?: number;
}

export interface OtlpEvent {
  readonly name?: string;
  readonly timeUnixNano?: string | number;
  readonly attributes?: readonly KeyValue[];
}

export interface OtlpLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes?: readonly KeyValue[];
}

export interface KeyValue {
  readonly key: string;
  readonly value?: AnyValue;
}

export interface AnyValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: string | number;
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values?: readonly AnyValue[] };
  readonly kvlistValue?: { readonly values?: readonly KeyValue[] };
  readonly bytesValue?: string;
}

/** `SpanKind` of OTLP; the API counts from 0. */
export const OTLP_KIND = { INTERNAL: 1, SERVER: 2, CLIENT: 3 } as const;

export const STATUS_ERROR = 2;

/** Bits of `flags`: the parent is known to be, or not to be, in another process. */
export const HAS_IS_REMOTE: number = 0x100;
export const IS_REMOTE: number = 0x200;
