import { types } from 'node:util';
import type { Json } from '@heddle/events';
import { className } from './capture-class-name.ts';
import { describeError } from './capture-error.ts';
import { renderBytes } from './capture-bytes.ts';
import type { CaptureWalk } from './capture-walk.ts';

/**
 * An object that is neither plain nor an array: the built-in kinds each in their own way, whichever
 * realm they come from, and the instances of classes by their own enumerable data.
 */
export function renderObject(value: object, walk: CaptureWalk): Json {
  if (types.isDate(value)) {
    return Number.isNaN(Date.prototype.getTime.call(value))
      ? '[invalid Date]'
      : Date.prototype.toISOString.call(value);
  }
  if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) return renderBytes(value);
  if (types.isMap(value)) return renderMap(value, walk);
  if (types.isSet(value)) {
    return { '[Set]': walk.list(firstOf(Set.prototype.values.call(value), value.size, walk)) };
  }
  if (types.isRegExp(value))
    return `[regexp ${RegExp.prototype.toString.call(value).slice(0, 500)}]`;
  if (types.isNativeError(value) || className(value) === 'DOMException') {
    return describeError(value, walk) as unknown as Json;
  }
  if (types.isBoxedPrimitive(value)) return walk.value(value.valueOf(), '', undefined);
  if (types.isArgumentsObject(value)) return walk.list(value as unknown as ArrayLike<unknown>);
  const web = renderWebObject(value, walk);
  if (web !== undefined) return web;
  if (walk.limits.toJSON === true && 'toJSON' in value && typeof value.toJSON === 'function') {
    return walk.value((value.toJSON as () => unknown)(), 'toJSON', undefined);
  }
  const fields = walk.fields(value);
  // Nothing to see from outside: a promise, a WeakMap, a stream, a generator, private fields.
  return Object.keys(fields as object).length === 0 ? `[${className(value)}]` : fields;
}

function renderMap(map: Map<unknown, unknown>, walk: CaptureWalk): Json {
  const entries = firstOf(Map.prototype.entries.call(map), map.size, walk);
  // Under their names, so that redaction sees them as it sees fields.
  if (map.size <= walk.limits.items) {
    const pairs = Array.from(entries as ArrayLike<[string, unknown]>);
    if (pairs.every(([key]) => typeof key === 'string')) {
      return { '[Map]': walk.fields(Object.fromEntries(pairs)) };
    }
  }
  return { '[Map]': walk.list(entries) };
}

/** As many items as will be kept, with the length of all, so that what is cut is counted. */
function firstOf(iterator: Iterator<unknown>, size: number, walk: CaptureWalk): ArrayLike<unknown> {
  const items: { length: number; [index: number]: unknown } = { length: size };
  for (let index = 0; index < size && index < walk.limits.items; index++) {
    items[index] = iterator.next().value;
  }
  return items;
}

/**
 * The few web classes whose own fields say nothing. Told by name first: naming one of these
 * globals can load a large part of the runtime.
 */
function renderWebObject(value: object, walk: CaptureWalk): Json | undefined {
  const name = className(value) as keyof typeof WEB_OBJECTS;
  if (!Object.hasOwn(WEB_OBJECTS, name)) return undefined;
  const Class: unknown = (globalThis as Record<string, unknown>)[name];
  return typeof Class === 'function' && Object.getPrototypeOf(value) === Class.prototype
    ? WEB_OBJECTS[name](value as never, walk)
    : undefined;
}

const blob = ({ size, type }: Blob): Json => ({
  media: type || 'application/octet-stream',
  bytes: size,
});

const WEB_OBJECTS = {
  URL: String,
  URLSearchParams: String,
  Headers: (headers: Headers, walk: CaptureWalk) => walk.fields(Object.fromEntries(headers)),
  Blob: blob,
  File: blob,
};
