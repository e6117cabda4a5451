import type { Json } from '@heddle/events';
import { className } from './capture-class-name.ts';
import { sha256 } from './capture-digest.ts';

/** Hashing more than this would be felt in the host's call; and it must be now: bytes change. */
const MOST_HASHED = 64 * 1024;

/** Bytes are told by their size and a short hash, never shown. */
export function renderBytes(value: ArrayBufferView | ArrayBufferLike): Json {
  const bytes = ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : new Uint8Array(value);
  const whole = bytes.length <= MOST_HASHED;
  const digest = sha256(whole ? bytes : ends(bytes))?.slice(0, 16);
  return {
    binary: className(value),
    bytes: bytes.length,
    ...(digest !== undefined && { [whole ? 'sha256' : 'sha256OfEnds']: digest }),
  };
}

function ends(bytes: Uint8Array): Uint8Array {
  const half = MOST_HASHED / 2;
  const joined = new Uint8Array(MOST_HASHED);
  joined.set(bytes.subarray(0, half));
  joined.set(bytes.subarray(-half), half);
  return joined;
}
