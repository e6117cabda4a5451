/** What a regular expression says, as far as a linear search can follow it. */
export type PatternNode =
  | { readonly kind: 'character'; readonly takes: TakesCode }
  | { readonly kind: 'assertion'; readonly between: (before: number, after: number) => boolean }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly options: readonly PatternNode[] }
  | {
      readonly kind: 'repeat';
      readonly part: PatternNode;
      readonly least: number;
      readonly most: number;
    };

/** Whether a UTF-16 code unit is one of the characters meant. */
type TakesCode = (code: number) => boolean;

/**
 * Reads JavaScript's regular expression syntax without flags: characters, classes, groups,
 * alternatives, quantifiers, `^ $ \b \B`. Look-around, back references, named groups and unicode
 * properties are refused, and so is what JavaScript only tolerates (a lone `{`).
 *
 * @param fail throws a problem with the sentence that fixes it.
 */
export function parsePattern(
  source: string,
  ignoreCase: boolean,
  fail: (problem: string) => never,
): PatternNode {
  let at = 0;

  function choice(): PatternNode {
    const options = [sequence()];
    while (source[at] === '|') {
      at++;
      options.push(sequence());
    }
    return { kind: 'choice', options };
  }

  function sequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (at < source.length && source[at] !== '|' && source[at] !== ')') parts.push(repeated());
    return { kind: 'sequence', parts };
  }

  function repeated(): PatternNode {
    const part = atom();
    QUANTIFIER.lastIndex = at;
    const found = QUANTIFIER.exec(source);
    if (!found) return part;
    at = QUANTIFIER.lastIndex;
    const [sign, exactly, comma, upTo] = found;
    const least = exactly ? Number(exactly) : sign[0] === '+' ? 1 : 0;
    const most = exactly && !comma ? least : upTo ? Number(upTo) : sign[0] === '?' ? 1 : Infinity;
    if (least > most || least > MOST_REPEATS || (most > MOST_REPEATS && most < Infinity)) {
      fail(`${sign} is not a usable repetition. Write at most {0,${MOST_REPEATS}}.`);
    }
    return { kind: 'repeat', part, least, most };
  }

  function atom(): PatternNode {
    const character = source[at++]!;
    switch (character) {
      case '^':
        return { kind: 'assertion', between: (before) => before < 0 };
      case '$':
        return { kind: 'assertion', between: (_, after) => after < 0 };
      case '.':
        return { kind: 'character', takes: (code) => !LINE_ENDS.includes(code) };
      case '[':
        return { kind: 'character', takes: characterClass() };
      case '(':
        return group();
      case '\\':
        if (source[at] === 'b' || source[at] === 'B') return boundary(source[at++] === 'b');
        return { kind: 'character', takes: oneOf(escaped()) };
      case '*':
      case '+':
      case '?':
      case '{':
        return fail(`"${character}" has nothing to repeat. Write "\\${character}" for the sign.`);
      default:
        return { kind: 'character', takes: oneOf(character.charCodeAt(0)) };
    }
  }

  function group(): PatternNode {
    if (source.startsWith('?:', at)) at += 2;
    else if (source[at] === '?') {
      fail(
        'look-around and named groups are not supported. Write "(…)" or use several predicates.',
      );
    }
    const inside = choice();
    if (source[at++] !== ')') fail('a "(" is not closed. Write "\\(" for the sign.');
    return inside;
  }

  function characterClass(): TakesCode {
    const negated = source[at] === '^';
    if (negated) at++;
    const members: TakesCode[] = [];
    while (source[at] !== ']') {
      const from = classMember();
      if (source[at] === '-' && at + 1 < source.length && source[at + 1] !== ']') {
        at++;
        const to = classMember();
        if (typeof from !== 'number' || typeof to !== 'number' || from > to) {
          fail('a range in "[…]" runs backwards. Write "\\-" for the sign.');
        }
        members.push(oneOf((code) => code >= (from as number) && code <= (to as number)));
      } else {
        members.push(oneOf(from));
      }
    }
    at++;
    return (code) => members.some((takes) => takes(code)) !== negated;
  }

  function classMember(): number | TakesCode {
    if (at >= source.length) fail('a "[" is not closed. Write "\\[" for the sign.');
    const character = source[at++]!;
    return character === '\\' ? escaped() : character.charCodeAt(0);
  }

  function escaped(): number | TakesCode {
    const letter = source[at++] ?? '';
    const set = SETS[letter.toLowerCase()];
    if (set) return letter in SETS ? set : (code) => !set(code);
    if (letter in CONTROLS) return CONTROLS[letter]!;
    const digits = letter === 'x' ? 2 : letter === 'u' ? 4 : 0;
    const code = source.slice(at, at + digits);
    if (digits && code.length === digits && /^[\da-f]+$/i.test(code)) {
      at += digits;
      return parseInt(code, 16);
    }
    if (!letter || /[a-z\d]/i.test(letter)) fail(`"\\${letter}" is not supported.`);
    return letter.charCodeAt(0);
  }

  /** With `ignoreCase`, a set takes what differs from one of its characters only by case. */
  function oneOf(set: number | TakesCode): TakesCode {
    const takes: TakesCode = typeof set === 'number' ? (code) => code === set : set;
    if (!ignoreCase) return takes;
    return (code) => {
      const character = String.fromCharCode(code);
      return [character, character.toLowerCase(), character.toUpperCase()].some(
        (variant) => variant.length === 1 && takes(variant.charCodeAt(0)),
      );
    };
  }

  const node = choice();
  if (at < source.length) fail('a ")" was never opened. Write "\\)" for the sign.');
  return node;
}

const MOST_REPEATS = 500;
const QUANTIFIER = /(?:[*+?]|\{(\d{1,6})(,(\d{0,6}))?\})\??/y;
const LINE_ENDS = [10, 13, 0x2028, 0x2029];
const CONTROLS: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11, '0': 0 };

const isMatchOf =
  (set: RegExp): TakesCode =>
  (code) =>
    set.test(String.fromCharCode(code));
const SETS: Readonly<Record<string, TakesCode>> = {
  d: isMatchOf(/\d/),
  w: isMatchOf(/\w/),
  s: isMatchOf(/\s/),
};

const boundary = (wanted: boolean): PatternNode => ({
  kind: 'assertion',
  between: (before, after) => (isWord(before) !== isWord(after)) === wanted,
});

const isWord = (code: number): boolean => code >= 0 && SETS['w']!(code);
