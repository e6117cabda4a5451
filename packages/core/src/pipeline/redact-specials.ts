import { looksGenerated } from './redact-looks.ts';
import { isMark } from './redact-mark.ts';
import type { Finding, FindSecret } from './redact-text.ts';

const LONGEST_KEY_BLOCK = 20_000;

/** Formats that no prefix gives away, or whose secret is only a part of what does. */
export function createSpecials(): FindSecret {
  const url = exactly('url', /:\/\/[^\s/:@"']{0,100}:([^\s/@?#"']{1,200})@/);
  const bearer = exactly('bearer', /[Bb]earer(?:\s{1,4}|%20)([\w.~+/=-]{16,4000})/, looksGenerated);
  const basic = exactly('basic', /[Bb]asic(?:\s{1,4}|%20)([A-Za-z0-9+/]{8,800}={0,2})/, isPair);
  return (text, at) => {
    switch (text.charAt(at)) {
      case 'B':
      case 'b':
        return bearer(text, at) ?? basic(text, at);
      case '-':
        return privateKey(text, at);
      case '.':
        return jwt(text, at) ?? around(text, at);
      case ':':
        return text.charAt(at + 1) === '/' ? url(text, at) : around(text, at);
      case 'Q':
        return around(text, at);
      default:
        return undefined;
    }
  };
}

/** Matches `pattern` at one place; its first group is the secret. */
function exactly(rule: string, pattern: RegExp, check?: (secret: string) => boolean): FindSecret {
  const sticky = new RegExp(pattern, 'dy');
  return (text, at) => {
    sticky.lastIndex = at;
    const range = sticky.exec(text)?.indices?.[1];
    if (range === undefined) return undefined;
    const [start, end] = range;
    const secret = text.slice(start, end);
    return isMark(secret) || check?.(secret) === false ? undefined : { rule, start, end };
  };
}

/** Telegram, Entra ID, Discord, Airtable: formats with the telling part in their middle. */
const AROUND =
  /(?<telegram>\d{8,10}:AA[\w-]{32,33})|(?<entra>[\w~.]{3}\dQ~[\w~.-]{31,34})|(?<discord>[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,40})|(?<airtable>pat[A-Za-z0-9]{14}\.[a-f0-9]{64})/;

function around(text: string, at: number): Finding | undefined {
  const from = Math.max(0, at - 30);
  const match = AROUND.exec(text.slice(from, at + 100));
  if (match === null) return undefined;
  const start = from + match.index;
  const rule = Object.entries(match.groups ?? {}).find(([, found]) => found !== undefined)?.[0];
  return { rule: rule as string, start, end: start + match[0].length };
}

/** RFC 7519: two JSON objects, so two parts that begin with `{"`; found at the second one's dot. */
function jwt(text: string, at: number): Finding | undefined {
  if (!text.startsWith('.eyJ', at)) return undefined;
  const header = /[\w-]{8,4000}$/.exec(text.slice(Math.max(0, at - 4000), at))?.[0] ?? '';
  const start = at - header.length + header.indexOf('eyJ');
  const exact = /eyJ[\w-]{8,4000}\.eyJ[\w-]{4,8000}(?:\.[\w-]{0,2000})?/y;
  exact.lastIndex = start;
  const found = exact.exec(text)?.[0];
  return found === undefined ? undefined : { rule: 'jwt', start, end: start + found.length };
}

/** RFC 7468: everything between the lines, or what looks like it when the second one is missing. */
function privateKey(text: string, at: number): Finding | undefined {
  const header = /-----BEGIN[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/y;
  header.lastIndex = at;
  if (!header.test(text)) return undefined;
  const start = header.lastIndex;
  const block = text.slice(start, start + LONGEST_KEY_BLOCK);
  const next = block.indexOf('-----');
  const length = block.startsWith('-----END', next)
    ? next
    : (/^(?:(?:\s|\\[nrt]){0,4}[A-Za-z0-9+/=]{16,}){1,400}/.exec(block)?.[0].length ?? 0);
  if (length < 16 || isMark(block.slice(0, length).trim())) return undefined;
  return { rule: 'private-key', start, end: start + length };
}

/** RFC 7617: `user:password` in base64. */
function isPair(encoded: string): boolean {
  return /^[^:\0]{0,200}:/.test(Buffer.from(encoded, 'base64').toString('latin1'));
}
