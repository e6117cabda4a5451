import type { KeyRules } from './redact-keys.ts';
import type { Mark } from './redact-mark.ts';
import { isSecretUnder } from './redact-value.ts';

/** Shorter values are words and numbers that stand in texts for other reasons. */
const SHORTEST = 12;
/** More than this is a certificate or a document: its parts are known by their own formats. */
const LONGEST = 4096;

/** A secret of the environment, and the part of it that is quickest to look for. */
export interface KnownValue {
  readonly value: string;
  readonly needle: string;
}

/**
 * The values of environment variables whose names say that they are secret: known exactly, so they
 * are found whatever their format. Longest first, because one may contain another.
 */
export function environmentSecrets(
  environment: Readonly<Record<string, string | undefined>>,
  keys: KeyRules,
): KnownValue[] {
  const values = new Set<string>();
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || value.length < SHORTEST || value.length > LONGEST) continue;
    const rule = keys(name);
    // A path under such a name is where a secret lives, not the secret.
    if (rule === undefined || /^(?:[./~]|[A-Za-z]:\\)/.test(value)) continue;
    if (isSecretUnder(rule, value)) values.add(value);
  }
  return [...values]
    .sort((one, other) => other.length - one.length)
    .map((value) => ({ value, needle: value.slice(rareCharacter(value)) }));
}

/** Text is mostly lower case: a search that starts at another character skips nearly all of it. */
function rareCharacter(value: string): number {
  const rare = /[^a-z\s]/.exec(value.slice(0, value.length - 8));
  return rare?.index ?? 0;
}

/** Puts a mark in the place of every known value. The same string when there is none. */
export function hideKnownValues(text: string, known: readonly KnownValue[], mark: Mark): string {
  let cleaned = text;
  for (const { needle, value } of known) {
    if (cleaned.includes(needle) && cleaned.includes(value)) {
      cleaned = cleaned.replaceAll(value, () => mark('environment', value));
    }
  }
  return cleaned;
}
