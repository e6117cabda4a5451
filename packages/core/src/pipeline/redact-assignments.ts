import type { KeyRules } from './redact-keys.ts';
import { looksSecret } from './redact-looks.ts';
import type { Finding } from './redact-text.ts';

/**
 * What the name of a secret may end in, before `=` or `:`, as a pattern for any case. The judge of
 * names decides.
 */
export const SECRET_NAMES: string =
  'word pwd passwd phrase pass secret token key cookie credential creds auth authorization signature sig otp'
    .replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`)
    .replaceAll(' ', '|');

const LONGEST_VALUE = 4096;
const LONGEST_NAME = 80;

/** `name=value`, `name: value`, `"name": "value"` and the same in escaped JSON. */
export function findAssignment(text: string, at: number, keys: KeyRules): Finding | undefined {
  const separator = text.charAt(at);
  if (separator !== '=' && separator !== ':') return undefined;
  const nameEnd = backOver(text, at, ' "\'`\\', 6);
  const nameStart = backOverName(text, nameEnd);
  const name = text.slice(nameStart, nameEnd);
  const rule = keys(name);
  if (rule === undefined) return undefined;

  const opening = /\s?(\\{0,3}["'`])?/y;
  opening.lastIndex = at + 1;
  const quote = opening.exec(text)?.[1];
  const start = opening.lastIndex;
  if (quote !== undefined) {
    const rest = text.slice(start, start + LONGEST_VALUE);
    const close = rest.indexOf(quote);
    const end = close < 0 ? rest.search(/[\r\n]|$/) : close;
    return isAssigned(rest.slice(0, end))
      ? { rule: rule.name, start, end: start + end }
      : undefined;
  }
  const isHeader = separator === ':' && /^(?:authorization|cookie)$/.test(rule.name);
  const pattern = isHeader ? /[^\r\n"'`<>{}]{1,4096}/y : /[^\s"'`,;&<>(){}[\]\\|]{1,256}/y;
  pattern.lastIndex = start;
  const value = pattern.exec(text)?.[0];
  // What goes on with a bracket is a call.
  if (value === undefined || text.charAt(start + value.length) === '(') return undefined;
  // A query parameter or a variable of a shell needs no digit to be taken at its word.
  const asWritten =
    separator === '=' && (/[?&]/.test(text.charAt(nameStart - 1)) || name === name.toUpperCase());
  const isSecret = asWritten
    ? value.length >= 6 && !isReference(value)
    : isAssigned(value) && (isHeader || /\d/.test(value));
  if (!isSecret) return undefined;
  const rest = /[^\s"'`,;&<>(){}[\]\\|]*/y;
  rest.lastIndex = start + value.length;
  rest.test(text);
  return { rule: rule.name, start, end: rest.lastIndex };
}

function backOver(text: string, from: number, characters: string, most: number): number {
  let index = from;
  while (index > 0 && from - index < most && characters.includes(text.charAt(index - 1))) index--;
  return index;
}

function backOverName(text: string, from: number): number {
  let index = from;
  while (index > 0 && from - index < LONGEST_NAME && /[\w.-]/.test(text.charAt(index - 1))) index--;
  return index;
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
