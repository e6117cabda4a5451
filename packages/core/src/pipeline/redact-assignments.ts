import type { KeyRules } from './redact-keys.ts';
import { looksGenerated, looksSecret } from './redact-looks.ts';
import type { Finding } from './redact-text.ts';

/**
 * What the name of a secret may end in, before `=` or `:`, as a pattern for any case. The judge of
 * names decides.
 */
export const SECRET_NAMES: string =
  'word wd phrase pass secret token key cookie credential creds auth authorization signature sig otp'
    .replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`)
    .replaceAll(' ', '|');

const LONGEST_QUOTED = 4096;
const LONGEST_NAME = 80;

/** How an unquoted value begins, and how it goes on once it is known to be a secret. */
const BARE = { begin: /[^\s"'`,;&<>(){}[\]\\|]{1,64}/y, more: /[^\s"'`,;&<>(){}[\]\\|]*/y };
/** The same of a header: to the end of the line. */
const HEADER = { begin: /[^\r\n"'`<>{}]{1,64}/y, more: /[^\r\n"'`<>{}]*/y };

/** `name=value`, `name: value`, `"name": "value"` and the same in escaped JSON. */
export function findAssignment(text: string, at: number, keys: KeyRules): Finding | undefined {
  const separator = text.charAt(at);
  if (separator !== '=' && separator !== ':') return undefined;
  const nameEnd = backOver(text, at, /[\s"'`\\]/, 6);
  const nameStart = backOver(text, nameEnd, /[\w.-]/, LONGEST_NAME);
  const name = text.slice(nameStart, nameEnd);
  const rule = keys(name)?.name;
  if (rule === undefined) return undefined;
  const opening = /\s?(\\{0,3}["'`])?/y;
  opening.lastIndex = at + 1;
  const quote = opening.exec(text)?.[1];
  const start = opening.lastIndex;
  if (quote !== undefined) return findQuoted(text, start, quote, rule);
  // `name:value` without a space is an address more often than an assignment.
  if (separator === ':' && start === at + 1) return undefined;

  const isHeader = separator === ':' && /^(?:authorization|cookie)$/.test(rule);
  const { begin, more } = isHeader ? HEADER : BARE;
  begin.lastIndex = start;
  const value = begin.exec(text)?.[0];
  // What goes on with a bracket is a call.
  if (value === undefined || text.charAt(begin.lastIndex) === '(') return undefined;
  // A query parameter or a variable of a shell needs no digit to be taken at its word.
  const asWritten =
    separator === '=' && (/[?&]/.test(text.charAt(nameStart - 1)) || name === name.toUpperCase());
  const isSecret = asWritten
    ? value.length >= 6 && !isReference(value)
    : isAssigned(value) && (isHeader ? isHeaderValue(value) : looksGenerated(value));
  if (!isSecret) return undefined;
  more.lastIndex = begin.lastIndex;
  more.test(text);
  return { rule, start, end: more.lastIndex };
}

function findQuoted(text: string, start: number, quote: string, rule: string): Finding | undefined {
  const rest = text.slice(start, start + LONGEST_QUOTED);
  const close = rest.indexOf(quote);
  const length = close < 0 ? rest.search(/[\r\n]|$/) : close;
  return isAssigned(rest.slice(0, length)) ? { rule, start, end: start + length } : undefined;
}

/** The first place of the characters that stand right before `from`. */
function backOver(text: string, from: number, characters: RegExp, most: number): number {
  let index = from;
  while (index > 0 && from - index < most && characters.test(text.charAt(index - 1))) index--;
  return index;
}

/** Credentials after their scheme, or pairs; not a sentence. */
function isHeaderValue(value: string): boolean {
  return value.includes('=') || /^\S+(?: \S+)?$/.test(value);
}

function isAssigned(value: string): boolean {
  return looksSecret(value) && !isReference(value);
}

/** A reference to a secret, or a mark in its place. */
function isReference(value: string): boolean {
  return (
    /^(?:[$%<{*]|(?:process|os|env|config|import|secrets)\.|null$|undefined$)/.test(value) ||
    value.includes('[redacted:')
  );
}
