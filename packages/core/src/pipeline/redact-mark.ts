import { cryptoModule } from '../event/capture-digest.ts';

/** `[redacted:<rule>:<fingerprint>]`: equal secrets get equal marks, and nothing leads back. */
export type Mark = (rule: string, secret: string) => string;

/** What is left of a value whose cleaning failed. */
export const REDACTION_FAILED = '[redacted:error]';

const MARK = /^(?:\[redacted(?::[\w-]+){0,2}\]|\*{3,})$/i;

/** True for what a redactor left behind: it is not redacted again. */
export function isMark(value: string): boolean {
  return value.length < 80 && MARK.test(value);
}

/**
 * Makes marks with HMAC-SHA256 under `key`. One key per installation makes marks comparable between
 * processes; without one they are comparable within this process only.
 */
export function createMark(
  key: string | Uint8Array | undefined,
  onHit: ((rule: string) => void) | undefined,
): Mark {
  let secretKey = key;
  return (rule, secret) => {
    onHit?.(rule);
    const crypto = cryptoModule();
    if (crypto === undefined) return `[redacted:${rule}]`;
    secretKey ??= crypto.randomBytes(32);
    const digest = crypto.createHmac('sha256', secretKey).update(secret).digest('hex');
    return `[redacted:${rule}:${digest.slice(0, 8)}]`;
  };
}
