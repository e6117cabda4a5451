import type { AttributeValue, Attributes } from '../spans/attributes.ts';
import {
  OTLP_KIND,
  STATUS_ERROR,
  type AnyValue,
  type KeyValue,
  type OtlpSpan,
  type TraceRequest,
} from './messages.ts';
import type { SpanRecord } from './span-assembler.ts';

/** Spans as one request, a resource for each process that they come from. */
export function toTraceRequest(spans: readonly SpanRecord[], resource: Attributes): TraceRequest {
  const byInstance = new Map<string | undefined, OtlpSpan[]>();
  for (const span of spans) {
    const group = byInstance.get(span.instanceId) ?? [];
    byInstance.set(span.instanceId, group);
    group.push(toOtlpSpan(span));
  }
  return {
    resourceSpans: [...byInstance].map(([instanceId, group]) => ({
      resource: {
        attributes: keyValues({
          ...(instanceId !== undefined && { 'service.instance.id': instanceId }),
          ...resource,
        }),
      },
      scopeSpans: [{ scope: { name: '@heddle/otel' }, spans: group }],
    })),
  };
}

function toOtlpSpan(span: SpanRecord): OtlpSpan {
  const {
    attributes,
    endMs,
    error,
    facts,
    kind,
    links,
    name,
    parentSpanId,
    spanId,
    startMs,
    traceId,
  } = span;
  const events = facts.map((fact) => ({
    name: fact.name,
    timeUnixNano: nanoseconds(fact.epochMs),
    attributes: keyValues(fact.attributes),
  }));
  if (error?.exception !== undefined) {
    const told = keyValues(error.exception);
    events.push({ name: 'exception', timeUnixNano: nanoseconds(endMs), attributes: told });
  }
  return {
    traceId,
    spanId,
    ...(parentSpanId !== undefined && { parentSpanId }),
    name,
    kind: OTLP_KIND[kind],
    startTimeUnixNano: nanoseconds(startMs),
    endTimeUnixNano: nanoseconds(endMs),
    attributes: keyValues(attributes),
    ...(events.length > 0 && { events }),
    ...(links.length > 0 && {
      links: links.map((link) => ({
        ...link,
        attributes: keyValues({ 'heddle.link': 'caused_by' }),
      })),
    }),
    ...(error !== undefined && {
      status: {
        ...(error.message !== undefined && { message: error.message }),
        code: STATUS_ERROR,
      },
    }),
  };
}

/** Decimal, because a number cannot hold today's nanoseconds. Ours are exact to the microsecond. */
function nanoseconds(epochMs: number): string {
  return `${Math.round(epochMs * 1000)}000`;
}

function keyValues(attributes: Attributes): KeyValue[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: AttributeValue): AnyValue {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value !== 'number')
    return { arrayValue: { values: value.map((item) => ({ stringValue: item })) } };
  return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}
