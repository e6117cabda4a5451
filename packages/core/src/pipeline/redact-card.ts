import type { TextPattern } from './redact-pattern.ts';

/**
 * Payment card numbers, with or without spaces and dashes. First digits as networks use them
 * (ISO/IEC 7812), because the check digit alone lets one number in ten pass.
 */
export const cardNumbers: TextPattern = {
  name: 'card',
  pattern: /(?<![\w.+-])(?:4\d|5[1-5]|2[2-7]|3[0-9]|6[0245])\d\d(?:[ -]?\d){9,15}(?![\w-]|\.\d)/g,
  check: hasCheckDigit,
};

/** Luhn's check digit (ISO/IEC 7812-1, annex B), over 13 to 19 digits that are not all alike. */
function hasCheckDigit(found: string): boolean {
  const digits = found.replace(/\D/g, '');
  if (/^(\d)\1*$/.test(digits)) return false;
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index]);
    sum += index % 2 === 0 ? digit : digit < 5 ? digit * 2 : digit * 2 - 9;
  }
  return sum % 10 === 0;
}
