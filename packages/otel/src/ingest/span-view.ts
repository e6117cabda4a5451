import type { Json } from '@heddle/events';
import type { AnyValue, KeyValue, OtlpSpan } from '../otlp/messages.ts';
import { NAMES, type FactName } from './conventions.ts';

type Attributes = Readonly<Record<string, Json>>;

/** One span, its attributes readable by what they mean. */
export class SpanView {
  readonly span: OtlpSpan;
  readonly attributes: Attributes;
  readonly resource: Attributes;
  readonly startNs: bigint;
  readonly endNs: bigint;

  constructor(span: OtlpSpan, resource: Attributes) {
    this.span = span;
    this.attributes = readAttributes(span.attributes);
    this.resource = resource;
    this.startNs = nanoseconds(span.startTimeUnixNano);
    const end = nanoseconds(span.endTimeUnixNano);
    this.endNs = end < this.startNs ? this.startNs : end;
  }

  /** The first of several attributes that is there. */
  first(names: readonly string[]): Json | undefined {
    for (const name of names) {
      const value = this.attributes[name];
      if (value !== undefined && value !== null && value !== '') return value;
    }
    return undefined;
  }

  fact(name: FactName): Json | undefined {
    return this.first(NAMES[name]);
  }

  text(name: FactName): string | undefined {
    const value = this.fact(name);
    if (value === undefined || typeof value === 'object') return undefined;
    return String(value);
  }

  count(names: readonly string[]): number | undefined {
    const value = Number(this.first(names) ?? Number.NaN);
    return Number.isFinite(value) && value >= 0 ? value : undefined;
  }

  /** A value that may be written as JSON in a string. */
  json(name: FactName): Json | undefined {
    return parsed(this.fact(name));
  }
}

export function readAttributes(list: readonly KeyValue[] | undefined): Attributes {
  const attributes: Record<string, Json> = {};
  if (!Array.isArray(list)) return attributes;
  for (const { key, value } of list as readonly KeyValue[]) {
    if (typeof key === 'string') attributes[key] = plain(value);
  }
  return attributes;
}

/** JSON where a string holds it; the string itself where it does not. */
export function parsed(value: Json | undefined): Json | undefined {
  if (typeof value !== 'string' || !/^\s*[[{"]/.test(value)) return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}

function plain(value: AnyValue | undefined): Json {
  if (typeof value !== 'object' || value === null) return null;
  const { arrayValue, boolValue, bytesValue, doubleValue, intValue, kvlistValue, stringValue } =
    value;
  if (stringValue !== undefined) return stringValue;
  if (boolValue !== undefined) return boolValue;
  if (intValue !== undefined) return Number(intValue);
  if (doubleValue !== undefined) return Number(doubleValue);
  if (arrayValue !== undefined) return (arrayValue.values ?? []).map(plain);
  if (kvlistValue !== undefined) return { ...readAttributes(kvlistValue.values) };
  return bytesValue ?? null;
}

function nanoseconds(value: string | number | undefined): bigint {
  try {
    return BigInt(value ?? 0);
  } catch {
    return 0n;
  }
}
