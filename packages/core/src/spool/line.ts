import { crc32 } from './crc32.ts';

const newline = 0x0a;
const space = 0x20;
/** Eight digits of checksum, a space, up to nine digits of length, a space. */
const longestHead = 19;

/**
 * One record of a segment: `<crc32 as 8 hex digits> <bytes of JSON> <JSON>\n`. JSON never contains a
 * raw newline, so a reader that has lost its place finds it again at the next one, and so do `grep`
 * and `jq`.
 */
export function encodeLine(json: string): string {
  return `${crc32(json).toString(16).padStart(8, '0')} ${Buffer.byteLength(json)} ${json}\n`;
}

/** The bytes that `encodeLine` makes of so many bytes of JSON. */
export function lineBytes(bytes: number): number {
  return 11 + String(bytes).length + bytes;
}

export interface LineRecord {
  /** Where the line begins in its file, and how many bytes it has there. */
  readonly offset: number;
  readonly length: number;
  readonly json: string;
  /** UTF-8 bytes of `json`. */
  readonly bytes: number;
}

export interface Scan {
  readonly records: readonly LineRecord[];
  /** Stretches that hold no intact record. */
  readonly damaged: readonly { readonly offset: number; readonly length: number }[];
  /** Bytes of the chunk that need no second look. */
  readonly consumed: number;
}

/**
 * Reads records out of a part of a file that begins at `at`. `whole`: nothing follows the chunk, so
 * a record without its end is damage and not just more to read.
 *
 * A record counts when its checksum does, whatever became of the newline after it.
 */
export function scanLines(chunk: Uint8Array, at: number, whole: boolean): Scan {
  const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const records: LineRecord[] = [];
  const damaged: { offset: number; length: number }[] = [];
  let position = 0;
  while (position < bytes.length) {
    const record = recordAt(bytes, position, whole);
    if (record === 'more' && !whole) break;
    if (typeof record === 'object') {
      records.push({ ...record, offset: at + position });
      position += record.length;
      continue;
    }
    const end = bytes.indexOf(newline, position) + 1;
    if (end === 0 && !whole) break;
    const next = end === 0 ? bytes.length : end;
    damaged.push({ offset: at + position, length: next - position });
    position = next;
  }
  return { records, damaged, consumed: Math.min(position, bytes.length) };
}

/** `more`: it may be a record, but the chunk ends too soon to tell. */
function recordAt(
  bytes: Buffer,
  from: number,
  whole: boolean,
): Omit<LineRecord, 'offset'> | 'more' | undefined {
  const head = bytes.subarray(from, from + longestHead);
  const end = head.indexOf(space, 9);
  if (end < 0) return head.length < longestHead ? 'more' : undefined;
  const match = /^([0-9a-f]{8}) (\d+)$/.exec(head.toString('latin1', 0, end));
  if (!match) return undefined;
  const size = Number(match[2]);
  const start = from + end + 1;
  const unfinished = start + size === bytes.length && whole;
  if (start + size >= bytes.length && !unfinished) return 'more';
  const body = bytes.subarray(start, start + size);
  if (crc32(body) !== Number.parseInt(match[1] as string, 16)) return undefined;
  const length = end + 1 + size + (unfinished ? 0 : 1);
  return { length, json: body.toString('utf8'), bytes: size };
}
