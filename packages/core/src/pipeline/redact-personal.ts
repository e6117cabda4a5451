import type { TextPattern } from './redact-pattern.ts';

/**
 * Personal data that a form gives away. None of it is hidden unless asked for: agents are about
 * people, and their events would say nothing.
 *
 * @example
 * createHeddle({ redact: { patterns: [emailAddresses, phoneNumbers] } });
 */
export const emailAddresses: TextPattern = {
  name: 'email',
  pattern: /(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}/g,
};

/** E.164: a plus and up to fifteen digits. Without the plus a phone number is any number. */
export const phoneNumbers: TextPattern = {
  name: 'phone',
  pattern: /(?<![\w+])\+[1-9](?:[ ().-]{0,2}\d){6,14}(?!\w)/g,
};

/** ISO 13616, in groups of four or together. */
export const bankAccounts: TextPattern = {
  name: 'iban',
  pattern: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g,
  check: isIban,
};

/** IPv4 and IPv6. */
export const networkAddresses: TextPattern = {
  name: 'ip',
  pattern:
    /(?<![\w.:])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}|(?:[A-Fa-f0-9]{1,4}:){2,7}(?::?[A-Fa-f0-9]{1,4}){1,5})(?![\w.:])/g,
};

/** The first four characters moved to the end, letters as numbers: modulo 97 it is 1. */
function isIban(found: string): boolean {
  const compact = found.replaceAll(' ', '');
  let remainder = 0;
  for (const character of compact.slice(4) + compact.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}
