import { findAssignment } from './redact-assignments.ts';
import { SECRET_FORMATS } from './redact-formats.ts';
import type { KeyRules } from './redact-keys.ts';
import { looksGenerated } from './redact-looks.ts';
import { createScreen } from './redact-screen.ts';
import { createSpecials, findAround } from './redact-specials.ts';

/** A secret inside a text: it goes from `start` to `end`. */
export interface Finding {
  readonly rule: string;
  readonly start: number;
  readonly end: number;
}

/** The next secret at or after `from`, or undefined. */
export type FindSecret = (text: string, from: number) => Finding | undefined;

interface Body {
  readonly begin: RegExp;
  readonly more: RegExp;
}

/**
 * Makes the search for secrets in text. One expression, anchored at characters and words that are
 * rare in text, says where one may be; only there the exact format is looked at. Every repeat in
 * both is bounded, so the time is proportional to the length of the text.
 *
 * @param keys judges the names in `name=value` and `"name": "value"`.
 */
export function createSecretFinder(keys: KeyRules): FindSecret {
  const bodies = new Map<string, Body>();
  for (const [prefixes, body, more = ''] of SECRET_FORMATS) {
    const both = { begin: new RegExp(body, 'y'), more: new RegExp(more, 'y') };
    for (const prefix of prefixes.split(/\s+/)) bodies.set(prefix, both);
  }
  const screen = createScreen([...bodies.keys()]);
  const findSpecial = createSpecials();

  const findAt = (text: string, hit: RegExpExecArray): Finding | undefined => {
    const [, underscore, dash, dot, aroundDot, bare, around] = hit;
    const at = hit.index;
    const behind = underscore ?? dash ?? dot;
    const prefix = behind ?? bare;
    const finding =
      prefix === undefined
        ? undefined
        : matchFormat(
            text,
            behind === undefined ? at : at + 1 - behind.length,
            prefix,
            bodies.get(prefix),
          );
    if (finding !== undefined) return finding;
    if ((around ?? aroundDot) !== undefined) return findAround(text, at);
    return findSpecial(text, at) ?? findAssignment(text, at, keys);
  };

  return (text, from) => {
    screen.lastIndex = from;
    for (let hit = screen.exec(text); hit !== null; hit = screen.exec(text)) {
      const at = hit.index;
      const finding = findAt(text, hit);
      if (finding !== undefined && finding.start >= from) return finding;
      screen.lastIndex = at + 1;
    }
    return undefined;
  };
}

function matchFormat(
  text: string,
  start: number,
  prefix: string,
  body: Body | undefined,
): Finding | undefined {
  if (body === undefined || !startsToken(text, start)) return undefined;
  const { begin, more } = body;
  begin.lastIndex = start + prefix.length;
  const found = begin.exec(text)?.[0];
  if (found === undefined || !looksGenerated(found)) return undefined;
  more.lastIndex = begin.lastIndex;
  more.test(text);
  return {
    rule: prefix.replace(/^\W+|\W+$|_+$/g, '').replace(/\W/g, '-'),
    start: /[=/]$/.test(prefix) ? start + prefix.length : start,
    end: more.lastIndex,
  };
}

/** Not in the middle of a word, unless that "word" ends an escape: `\n`, `%3D`, `\u0022`. */
function startsToken(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - 6), start);
  return (
    !/[A-Za-z0-9]$/.test(before) ||
    text.charAt(start) === '.' ||
    /(?:\\[a-z]|%[0-9A-F]{2}|\\u[0-9a-f]{4})$/i.test(before)
  );
}
