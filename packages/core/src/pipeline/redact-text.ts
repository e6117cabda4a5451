import { findAssignment, SECRET_NAMES } from './redact-assignments.ts';
import { SECRET_FORMATS } from './redact-formats.ts';
import type { KeyRules } from './redact-keys.ts';
import { looksGenerated } from './redact-looks.ts';
import { createSpecials } from './redact-specials.ts';

/** A secret inside a text: it goes from `start` to `end`. */
export interface Finding {
  readonly rule: string;
  readonly start: number;
  readonly end: number;
}

/** The next secret at or after `from`, or undefined. */
export type FindSecret = (text: string, from: number) => Finding | undefined;

/** Shorter strings hold no secret of a known form. */
const SHORTEST = 12;

/**
 * Makes the search for secrets in text. One expression, anchored at characters and words that are
 * rare in text, says where one may be; only there the exact format is looked at. Every repeat in
 * both is bounded, so the time is proportional to the length of the text.
 *
 * @param keys judges the names in `name=value` and `"name": "value"`.
 */
export function createSecretFinder(keys: KeyRules): FindSecret {
  const bodies = new Map<string, RegExp>();
  for (const [prefixes, body] of SECRET_FORMATS) {
    const pattern = new RegExp(body, 'y');
    for (const prefix of prefixes.split(/\s+/)) bodies.set(prefix, pattern);
  }
  const screen = new RegExp(screenSource([...bodies.keys()]), 'g');
  const findSpecial = createSpecials();

  const findAt = (text: string, at: number, prefix: string | undefined): Finding | undefined => {
    const body = prefix === undefined ? undefined : bodies.get(prefix);
    if (prefix !== undefined && body !== undefined) {
      const start =
        /^[_.-]/.test(text.charAt(at)) && !prefix.startsWith('.') ? at + 1 - prefix.length : at;
      const finding = matchFormat(text, start, prefix, body);
      if (finding !== undefined) return finding;
    }
    return findSpecial(text, at) ?? findAssignment(text, at, keys);
  };

  return (text, from) => {
    if (text.length - from < SHORTEST) return undefined;
    screen.lastIndex = from;
    for (let hit = screen.exec(text); hit !== null; hit = screen.exec(text)) {
      const at = hit.index;
      const finding = findAt(text, at, hit[1] ?? hit[2] ?? hit[3] ?? hit[4]);
      if (finding !== undefined && finding.start >= from) return finding;
      screen.lastIndex = at + 1;
    }
    return undefined;
  };
}

/** The places worth a closer look. What is cheap to rule out is asked first in each alternative. */
function screenSource(prefixes: readonly string[]): string {
  const bare: string[] = [];
  const behind = new Map<string, string[]>([
    ['_', []],
    ['-', []],
    ['.', []],
  ]);
  // Longest first: `xoxe.xoxb-` before `xoxb-`.
  for (const prefix of [...prefixes].sort((one, other) => other.length - one.length)) {
    // An `x` is rarer than a dash.
    const group = prefix.startsWith('xox') ? undefined : behind.get(prefix.slice(-1));
    (group ?? bare).push(prefix);
  }
  const anchored = [...behind].map(([last, group]) => {
    const before = [...new Set(group.map((prefix) => prefix.at(-2)))].join('');
    const names = group.map(escapePattern).join('|');
    return `${escapePattern(last)}(?<=[${before}].)(?=[\\w+/-]{16})(?<=(${names}))`;
  });
  return [
    ...anchored,
    `(${bare.map(escapePattern).join('|')})`,
    '-----BEGIN',
    '://[^\\s/:@"\']{0,100}:[^\\s/@?#"\']{1,200}@',
    '\\.eyJ',
    '[Bb](?:earer|asic)(?:\\s|%20)',
    ':AA[\\w-]{30}',
    'Q~[\\w~.-]{31}',
    '\\.[\\w-]{6}\\.[\\w-]{27}',
    '\\.[a-f0-9]{64}',
    `[=:](?<=(?:${SECRET_NAMES})[sS]?["'\`\\\\]{0,4}\\s?[=:])(?=\\s?["'\`\\\\]{0,4}[^\\s"'\`\\\\,;&]{4})`,
  ].join('|');
}

function escapePattern(text: string): string {
  return text.replace(/[.+*?^${}()|[\]\\/]/g, '\\$&');
}

function matchFormat(
  text: string,
  start: number,
  prefix: string,
  body: RegExp,
): Finding | undefined {
  if (!startsToken(text, start)) return undefined;
  const from = start + prefix.length;
  body.lastIndex = from;
  const found = body.exec(text)?.[0];
  if (found === undefined || !looksGenerated(found)) return undefined;
  const rule = prefix.replace(/^\W+|\W+$|_+$/g, '').replace(/\W/g, '-');
  return { rule, start: /[=/]$/.test(prefix) ? from : start, end: from + found.length };
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
