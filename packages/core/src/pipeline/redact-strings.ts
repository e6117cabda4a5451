import { cardNumbers } from './redact-card.ts';
import { environmentSecrets, hideKnownValues, type KnownValue } from './redact-environment.ts';
import type { KeyRules } from './redact-keys.ts';
import { REDACTION_FAILED, type Mark } from './redact-mark.ts';
import { hidePattern } from './redact-pattern.ts';
import { createSecretFinder, type FindSecret } from './redact-text.ts';
import type { RedactOptions } from './redact.ts';

/** Shorter strings hold nothing that a pattern knows. */
const SHORTEST = 8;

/**
 * Makes the cleaner of one string: known formats, names and values in text, values of the
 * environment, card numbers, the host's own patterns, and characters that are no Unicode.
 */
export function createTextCleaner(
  options: RedactOptions,
  keys: KeyRules,
  mark: Mark,
): (text: string) => string {
  const find = createSecretFinder(keys);
  const cards = options.cards === false ? [] : [cardNumbers];
  const hiders = [...cards, ...(options.patterns ?? [])].map((pattern) =>
    hidePattern(pattern, mark),
  );
  const environment = options.environment ?? globalThis.process?.env ?? {};
  let known: KnownValue[] | undefined;

  const clean = (text: string): string => {
    // Read at the first event, not at creation: a `.env` file may be loaded in between.
    known ??= environment === false ? [] : environmentSecrets(environment, keys);
    let cleaned = hideFindings(text, find, mark);
    if (known.length > 0) cleaned = hideKnownValues(cleaned, known, mark);
    for (const hider of hiders) cleaned = hider(cleaned);
    return options.decodeBase64 === true ? hideEncoded(cleaned, find, mark) : cleaned;
  };

  return (text) => {
    try {
      return wellFormed(text.length < SHORTEST ? text : clean(text));
    } catch {
      return REDACTION_FAILED;
    }
  };
}

function hideFindings(text: string, find: FindSecret, mark: Mark): string {
  let finding = find(text, 0);
  if (finding === undefined) return text;
  let cleaned = '';
  let from = 0;
  while (finding !== undefined) {
    const { end, rule, start } = finding;
    cleaned += text.slice(from, start) + mark(rule, text.slice(start, end));
    from = end;
    finding = find(text, from);
  }
  return cleaned + text.slice(from);
}

/** Hides a piece of base64 that has a secret in what it decodes to. */
function hideEncoded(text: string, find: FindSecret, mark: Mark): string {
  return text.replace(/[A-Za-z0-9+/_-]{24,8192}={0,2}/g, (found) => {
    const decoded = Buffer.from(found, 'base64').toString('latin1');
    return find(decoded, 0) === undefined ? found : mark('base64', found);
  });
}

/** ES2024; in Node since 20. */
interface UnicodeString {
  isWellFormed(): boolean;
  toWellFormed(): string;
}

/** A lone surrogate has no UTF-8: strict receivers would refuse the whole batch for it. */
function wellFormed(text: string): string {
  const unicode = text as unknown as UnicodeString;
  return unicode.isWellFormed() ? text : unicode.toWellFormed();
}
