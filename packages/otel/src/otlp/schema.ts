/**
 * The protobuf messages of OTLP's traces, as data: field → [number, type], by the names of
 * OTLP/JSON. Source: opentelemetry-proto v1.11, `trace/v1/trace.proto`, `common/v1/common.proto`,
 * `resource/v1/resource.proto`, `collector/trace/v1/trace_service.proto`. A field that is not here is
 * skipped when it is read.
 *
 * `hex` is bytes that OTLP/JSON writes as hexadecimal: the ids, and only they.
 */
const MESSAGES: Readonly<Record<string, MessageSchema>> = {
  ExportTraceServiceRequest: { resourceSpans: [1, 'ResourceSpans', 'repeated'] },
  ExportTraceServiceResponse: { partialSuccess: [1, 'ExportTracePartialSuccess'] },
  ExportTracePartialSuccess: { rejectedSpans: [1, 'int64'], errorMessage: [2, 'string'] },
  ResourceSpans: {
    resource: [1, 'Resource'],
    scopeSpans: [2, 'ScopeSpans', 'repeated'],
    schemaUrl: [3, 'string'],
  },
  Resource: { attributes: [1, 'KeyValue', 'repeated'] },
  ScopeSpans: {
    scope: [1, 'InstrumentationScope'],
    spans: [2, 'Span', 'repeated'],
    schemaUrl: [3, 'string'],
  },
  InstrumentationScope: {
    name: [1, 'string'],
    version: [2, 'string'],
    attributes: [3, 'KeyValue', 'repeated'],
  },
  Span: {
    traceId: [1, 'hex'],
    spanId: [2, 'hex'],
    traceState: [3, 'string'],
    parentSpanId: [4, 'hex'],
    name: [5, 'string'],
    kind: [6, 'enum'],
    startTimeUnixNano: [7, 'fixed64'],
    endTimeUnixNano: [8, 'fixed64'],
    attributes: [9, 'KeyValue', 'repeated'],
    events: [11, 'SpanEvent', 'repeated'],
    links: [13, 'SpanLink', 'repeated'],
    status: [15, 'SpanStatus'],
    flags: [16, 'fixed32'],
  },
  SpanEvent: {
    timeUnixNano: [1, 'fixed64'],
    name: [2, 'string'],
    attributes: [3, 'KeyValue', 'repeated'],
  },
  SpanLink: {
    traceId: [1, 'hex'],
    spanId: [2, 'hex'],
    attributes: [4, 'KeyValue', 'repeated'],
    flags: [6, 'fixed32'],
  },
  SpanStatus: { message: [2, 'string'], code: [3, 'enum'] },
  KeyValue: { key: [1, 'string'], value: [2, 'AnyValue'] },
  AnyValue: {
    stringValue: [1, 'string'],
    boolValue: [2, 'bool'],
    intValue: [3, 'int64'],
    doubleValue: [4, 'double'],
    arrayValue: [5, 'ArrayValue'],
    kvlistValue: [6, 'KeyValueList'],
    bytesValue: [7, 'base64'],
  },
  ArrayValue: { values: [1, 'AnyValue', 'repeated'] },
  KeyValueList: { values: [1, 'KeyValue', 'repeated'] },
};

type ScalarType =
  | 'string'
  | 'hex'
  | 'base64'
  | 'bool'
  | 'enum'
  | 'int64'
  | 'double'
  | 'fixed32'
  | 'fixed64';

type FieldSchema = readonly [number: number, type: string, repeated?: 'repeated'];

type MessageSchema = Readonly<Record<string, FieldSchema>>;

/** The messages that travel alone. */
export type MessageName = 'ExportTraceServiceRequest' | 'ExportTraceServiceResponse';

/** Protobuf's wire types: how a value's end is found. */
export const WIRE_TYPES: Readonly<Record<ScalarType, 0 | 1 | 2 | 5>> = {
  bool: 0,
  enum: 0,
  int64: 0,
  double: 1,
  fixed64: 1,
  string: 2,
  hex: 2,
  base64: 2,
  fixed32: 5,
};

export function isScalar(type: string): type is ScalarType {
  return type in WIRE_TYPES;
}

export function fieldsOf(message: string): MessageSchema {
  return MESSAGES[message] as MessageSchema;
}
