const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** Where the events of a body are, as byte ranges. */
export type SplitBody =
  | { readonly kind: 'too_deep' }
  | { readonly kind: 'too_many' }
  /** `[…]` or `{"events":[…], …}`: one range per element; `frame` is the rest. */
  | { readonly kind: 'list'; readonly ranges: readonly Range[]; readonly frame: string }
  /** Anything else, to be read as a whole. */
  | { readonly kind: 'whole' };

export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface SplitLimits {
  readonly depth: number;
  readonly events: number;
}

/**
 * Looks at a JSON body byte by byte before anything is parsed: how deep it nests, how many events
 * it holds and where each begins and ends. So one event that is too large or no JSON costs its
 * neighbours nothing. The syntax is left to `JSON.parse`, event by event; `frame` is what is left
 * of the body with the events taken out, to be parsed too.
 */
export function splitEvents(bytes: Buffer, limits: SplitLimits): SplitBody {
  const ranges: Range[] = [];
  let depth = 0;
  let listDepth = 0;
  let listStart = -1;
  let listEnd = -1;
  let elementStart = -1;
  let stringStart = 0;
  let lastString = '';
  let afterColon = false;
  let afterComma = false;

  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0;
    if (byte <= 0x20) continue;
    if (elementStart === -1 && listDepth > 0 && depth === listDepth && byte !== closeBracket) {
      elementStart = index;
      afterComma = false;
    }
    switch (byte) {
      case quote: {
        stringStart = index + 1;
        index = endOfString(bytes, stringStart);
        if (depth === 1 && listStart === -1)
          lastString = bytes.toString('latin1', stringStart, index);
        break;
      }
      case colon:
        if (depth === 1) afterColon = true;
        continue;
      case openBracket:
        depth += 1;
        if (
          listStart === -1 &&
          (depth === 1 || (depth === 2 && afterColon && lastString === 'events'))
        ) {
          listStart = index + 1;
          listDepth = depth;
        }
        break;
      case openBrace:
        depth += 1;
        break;
      case comma:
        if (listDepth > 0 && depth === listDepth) {
          ranges.push({ start: elementStart, end: index });
          elementStart = -1;
          afterComma = true;
          if (ranges.length >= limits.events) return { kind: 'too_many' };
        }
        break;
      case closeBracket:
      case closeBrace:
        if (listDepth > 0 && depth === listDepth) {
          if (elementStart !== -1) ranges.push({ start: elementStart, end: index });
          // Nothing after a comma is no event, and `JSON.parse` will say so.
          else if (afterComma) ranges.push({ start: index, end: index });
          listEnd = index;
          listDepth = 0;
          elementStart = -1;
        }
        depth -= 1;
        break;
      default:
    }
    afterColon = false;
    if (depth > limits.depth) return { kind: 'too_deep' };
  }
  if (listStart === -1 || listEnd === -1) return { kind: 'whole' };
  return {
    kind: 'list',
    ranges,
    frame: bytes.toString('utf8', 0, listStart) + bytes.toString('utf8', listEnd),
  };
}

/** The index of the closing quote, or of the last byte when there is none. */
function endOfString(bytes: Buffer, start: number): number {
  for (let index = start; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (byte === backslash) index += 1;
    else if (byte === quote) return index;
  }
  return bytes.length;
}
