import { crc32 } from 'node:zlib';

/** What a line of an event file holds. */
export type ParsedLine =
  | { readonly kind: 'event'; readonly text: string }
  /** A segment's header, an empty line, an acknowledgement: nothing to show. */
  | { readonly kind: 'other' }
  /** The checksum or the length does not fit. */
  | { readonly kind: 'damaged' };

/** The spool puts `<crc32 hex8> <byte length> ` in front of the JSON; the file transport nothing. */
const prefix = /^([0-9a-f]{8}) (\d{1,10}) /;
const longestPrefix = 20;

export function parseLine(line: Buffer): ParsedLine {
  const match = prefix.exec(line.toString('latin1', 0, longestPrefix));
  if (match === null) return looksLikeEvent(line);
  const json = line.subarray(match[0].length);
  const sound =
    json.length === Number(match[2]) && crc32(json) === Number.parseInt(match[1] ?? '', 16);
  return sound ? looksLikeEvent(json) : { kind: 'damaged' };
}

function looksLikeEvent(json: Buffer): ParsedLine {
  const text = json.toString().trim();
  if (text === '') return { kind: 'other' };
  if (!text.startsWith('{')) return { kind: 'damaged' };
  return text.includes('"type"') ? { kind: 'event', text } : { kind: 'other' };
}
