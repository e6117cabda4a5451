import { types } from 'node:util';
import type { Json } from '@heddle/events';
import { functionName } from './capture-class-name.ts';

/** Past this many bits a BigInt's digits cost more than they tell. */
const MOST_BITS = 4096n;

/** Whatever is neither a string, a boolean nor an object, in JSON; what has no JSON is tagged. */
export function renderPrimitive(value: unknown): Json {
  switch (typeof value) {
    case 'number':
      if (Object.is(value, -0)) return '[-0]';
      return Number.isFinite(value) ? value : `[${value}]`;
    case 'bigint':
      return renderBigInt(value);
    case 'symbol':
      return `[${String(value).slice(0, 200)}]`;
    case 'function':
      return types.isProxy(value) ? '[Proxy]' : `[function ${functionName(value) || 'anonymous'}]`;
    default:
      return `[${typeof value}]`;
  }
}

function renderBigInt(value: bigint): string {
  if (value >> MOST_BITS === 0n || value >> MOST_BITS === -1n) return `[bigint ${value}]`;
  return `[bigint of about ${value.toString(16).length * 4} bits]`;
}
