import type { Json } from '@heddle/events';
import { cutString } from './capture-cut.ts';
import { sha256 } from './capture-digest.ts';

/** Shorter base64 is left as it is: an id, a token, a short key. */
export const SHORTEST_MEDIA = 1024;
const WINDOW = 96;
const BASE64 = /^[A-Za-z0-9+/_-]*$/;
const DATA_URL =
  /^data:([\w.+-]{1,60}\/[\w.+-]{1,60})?(?:;[\w.+-]{1,60}=[^;,]{0,100}){0,4};base64,/;

/**
 * A string that does not go into an event as it is: base64 media, or text that is too long. Text is
 * immutable, so it is cut, decoded and hashed when its event is written, never in the host's call.
 */
export class LongText {
  readonly #text: string;
  readonly #type: string;
  readonly #keep: number;

  /**
   * @param type the media type, for base64 that does not say it itself.
   * @param keep most characters kept when it is not media.
   */
  constructor(text: string, type: string, keep: number) {
    this.#text = text;
    this.#type = type;
    this.#keep = keep;
  }

  /** `{ media, bytes, sha256 }`, or the text, cut where it is too long. */
  toJSON(): Json {
    const text = this.#text;
    const dataUrl = DATA_URL.exec(text.slice(0, 512));
    if (dataUrl === null && !looksEncoded(text)) return this.#cut();
    const body = text.slice(dataUrl?.[0].length ?? 0, endOfBase64(text));
    const bytes = Buffer.from(body, 'base64');
    // The decoder skips what it does not know: then it was no base64, and the length tells.
    if (bytes.length !== Math.floor((body.length * 3) / 4)) return this.#cut();
    const digest = sha256(bytes);
    return {
      media: dataUrl === null ? this.#type : (dataUrl[1] ?? 'text/plain'),
      bytes: bytes.length,
      ...(digest !== undefined && { sha256: digest }),
    };
  }

  #cut(): string {
    return this.#text.length > this.#keep ? cutString(this.#text, this.#keep) : this.#text;
  }
}

/** Whether a string of some length may be media, by a look at its beginning, middle and end. */
export function looksLikeMedia(text: string): boolean {
  return text.length >= SHORTEST_MEDIA && (text.startsWith('data:') || looksEncoded(text));
}

function looksEncoded(text: string): boolean {
  const head = text.slice(0, WINDOW);
  // Encoded bytes soon show all three kinds of character; a hex dump or a row of dashes does not.
  if (!BASE64.test(head) || !/[a-z]/.test(head) || !/[A-Z]/.test(head) || !/\d/.test(head)) {
    return false;
  }
  const middle = text.length >> 1;
  return (
    BASE64.test(text.slice(middle, middle + WINDOW)) &&
    BASE64.test(text.slice(-WINDOW).trimEnd().replace(/=+$/, ''))
  );
}

/** The length without padding and a line break after it. */
function endOfBase64(text: string): number {
  return text.length - (/[=\s]{0,8}$/.exec(text.slice(-8))?.[0].length ?? 0);
}

const TYPE_FIELDS = ['mimeType', 'mime_type', 'mediaType', 'media_type', 'format'];

/** The media type that stands in a field beside bare base64. */
export function mediaTypeBeside(owner: Readonly<Record<string, unknown>> | undefined): string {
  for (const field of TYPE_FIELDS) {
    const type = owner?.[field];
    if (typeof type === 'string' && type.length < 100) return type;
  }
  return 'application/octet-stream';
}
