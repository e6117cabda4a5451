import { types } from 'node:util';
import type { Json } from '@heddle/events';
import { className } from './capture-class-name.ts';

const MOST_KEYS = 20;

/**
 * What a value is, without what it says: its type, its size, the names of its fields. For capture
 * mode `summary`. Reads no field's value and runs no code of the host. Never throws.
 *
 * @example
 * captureSummary({ query: 'shoes', limit: 5 }); // { type: 'object', size: 2, keys: ['query', 'limit'] }
 * captureSummary('hello');                      // { type: 'string', size: 5 }
 */
export function captureSummary(value: unknown): Json {
  try {
    if (typeof value === 'string') return { type: 'string', size: value.length };
    if (typeof value !== 'object' || value === null)
      return { type: value === null ? 'null' : typeof value };
    if (types.isProxy(value)) return { type: 'Proxy' };
    if (Array.isArray(value)) return { type: 'array', size: value.length };
    const type = className(value);
    if (types.isMap(value) || types.isSet(value)) return { type, size: value.size };
    if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value))
      return { type, size: value.byteLength };
    const keys = Object.keys(value);
    return {
      type: type === 'Object' ? 'object' : type,
      size: keys.length,
      keys: keys.slice(0, MOST_KEYS).map((key) => key.slice(0, 100)),
    };
  } catch {
    return { type: typeof value };
  }
}
