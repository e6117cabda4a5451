import type { Json, JsonObject } from '@heddle/events';
import { createCapture } from '../event/capture.ts';

/** UTF-8 bytes of one event as JSON, unless told otherwise. */
export const DEFAULT_MOST_EVENT_BYTES: number = 256 * 1024;

/** An event as JSON, whole or cut to size. */
export interface Fitted {
  readonly event: JsonObject;
  readonly json: string;
  readonly bytes: number;
}

/** Left free for `payloadSummary.truncated`. */
const RESERVE = 1024;
/** Strings of the envelope are never this long, unless they are somebody's mistake. */
const LONGEST_ENVELOPE_STRING = 256;

/**
 * Serialises an event and, when it is larger than `most` bytes, cuts its largest fields to one size
 * that fits. The envelope stays; `payloadSummary.truncated` says which fields were cut and how many
 * bytes they had. Sizes are exact: `Buffer.byteLength` of the JSON.
 *
 * Undefined when even the envelope does not fit. Throws what `JSON.stringify` throws.
 *
 * @param isEnvelope tells the fields that are not payload.
 */
export function fit(
  event: JsonObject,
  isEnvelope: (field: string) => boolean,
  most: number = DEFAULT_MOST_EVENT_BYTES,
): Fitted | undefined {
  const json = JSON.stringify(event);
  const bytes = Buffer.byteLength(json);
  return bytes <= most ? { event, json, bytes } : cut(JSON.parse(json), isEnvelope, most);
}

function cut(
  event: JsonObject,
  isEnvelope: (field: string) => boolean,
  most: number,
): Fitted | undefined {
  const small: JsonObject = {};
  const truncated: JsonObject = {};
  const sizes: number[] = [];
  let room = most - RESERVE;
  for (const [field, value] of Object.entries(event)) {
    small[field] = isEnvelope(field) ? shrinkTo(value, LONGEST_ENVELOPE_STRING) : value;
    const size = sizeOf(small[field]);
    room -= field.length + 4;
    if (isEnvelope(field)) room -= size;
    else sizes.push(size);
  }
  const allowance = levelOut(sizes, room);
  for (const [field, value] of Object.entries(event)) {
    const size = sizeOf(value);
    if (isEnvelope(field) || size <= allowance) continue;
    small[field] = shrink(value, size, allowance);
    truncated[field] = size;
  }
  const summary = small['payloadSummary'];
  small['payloadSummary'] = { ...(typeof summary === 'object' ? summary : undefined), truncated };
  const json = JSON.stringify(small);
  const bytes = Buffer.byteLength(json);
  return bytes <= most ? { event: small, json, bytes } : undefined;
}

/** The size to which the largest must come down, so that all together fit: water finding its level. */
function levelOut(sizes: number[], room: number): number {
  sizes.sort((one, other) => one - other);
  let left = room;
  for (const [index, size] of sizes.entries()) {
    const share = left / (sizes.length - index);
    if (size > share) return share;
    left -= size;
  }
  return Number.POSITIVE_INFINITY;
}

/** A smaller value of the same shape, as long as there is room for a shape. */
function shrink(value: Json, size: number, room: number): Json {
  for (let characters = 65_536; characters >= 32; characters /= 4) {
    const smaller = shrinkTo(value, characters);
    if (sizeOf(smaller) <= room) return smaller;
  }
  return `[truncated: ${size} bytes]`;
}

function shrinkTo(value: Json, characters: number): Json {
  const items = Math.min(1000, Math.max(5, characters / 4));
  const shrunk = createCapture({ stringLength: characters, items })(value);
  return JSON.parse(JSON.stringify(shrunk)) as Json;
}

function sizeOf(value: Json | undefined): number {
  return Buffer.byteLength(JSON.stringify(value ?? null));
}
