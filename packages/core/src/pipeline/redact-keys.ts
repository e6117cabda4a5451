/**
 * What a name gives away about its value.
 *
 * - `strict`: whatever is there is secret (`password`, `apiKey`).
 * - otherwise only what looks like a secret is: `token` is also the name of a word of a text, and
 *   `credentials` that of a mode.
 */
export interface KeyRule {
  readonly name: string;
  readonly strict: boolean;
}

/** The rule that a name falls under, or undefined for a harmless one. */
export type KeyRules = (name: string) => KeyRule | undefined;

/**
 * Rules for a name in lower case, its words apart; the first that fits decides. Words that make a
 * key or a token harmless are those of lists, of texts and of databases.
 */
const RULES: readonly (readonly [rule: KeyRule | undefined, name: RegExp])[] = [
  // Speaks about a secret without holding one: `passwordLength`, `api_key_id`.
  [
    undefined,
    /\b(?:length|policy|count|ids?|names?|ur[il]|endpoint|type|expir\w+|at|hint|field|input|status|version|path|file|dir|arn|ref|format|age|size|label|limit|usage|budget|provider|source|scope|mode|method|domain|description|title|schema|test|error|index|sock|manager|strength)$/,
  ],
  [
    strict('api-key'),
    /(?:api|access|private|secret|encryption) ?keys?\b|\b(?:signing|decryption|ssh|master|hmac|aes|rsa|pgp|gpg|deploy|auth|subscription|webhook|shared) keys?$/,
  ],
  [
    strict('header'),
    /^x (?!.*\b(?:idempotency|cache|partition|routing|public|sort|request) )(?:.* )?key$/,
  ],
  [strict('token'), /\b(?:access|refresh|auth|api|bearer|oauth|session|secret|csrf) ?tokens?$/],
  [
    careful('token'),
    /(?<!\b(?:page|next|prev|previous|continuation|sync|cursor|cancellation|stop|eos|bos|pad|progress|resumption|start|end|first|last|per|special|text|prompt|input|output) )\btoken$/,
  ],
  [strict('password'), /(?:password|passwd|passphrase|passcode)s?\b|\bpwd\b/],
  [strict('secret'), /secrets?\b/],
  [strict('card'), /\b(?:cvv|cvc|ssn|otp)\b/],
  [careful('password'), /\bpass$/],
  [careful('credential'), /credentials?$|\bcreds$/],
  [careful('authorization'), /\b(?:auth|authorization|jwt|bearer|sig)$|^x .*signature$/],
  [careful('cookie'), /\bcookies?$/],
];

const CUSTOM = strict('custom');

/** Longer names are looked at up to here. */
const LONGEST_NAME = 128;
/** Names repeat: this many verdicts are remembered. */
const MOST_REMEMBERED = 4096;

/**
 * Makes the judge of names. A name is split into whole words (`dbPassword`, `db_password`,
 * `DB-PASSWORD` are the same two), so that `max_tokens`, `author` and `keyboard` are never hit.
 *
 * @param own further names to hide: a name that contains these words in this order.
 * @param allowed names that win over every rule.
 */
export function createKeyRules(
  own: readonly string[] = [],
  allowed: readonly string[] = [],
): KeyRules {
  const ownWords = own.map(spaced);
  const allowedNames = new Set(allowed.map(spaced));
  return remembering((name) => {
    const joined = spaced(name);
    if (allowedNames.has(joined)) return undefined;
    if (ownWords.some((sought) => joined.includes(sought))) return CUSTOM;
    return RULES.find(([, pattern]) => pattern.test(joined.trim()))?.[0];
  });
}

/** Keeps verdicts on names, in bounded number. */
export function remembering<Verdict>(judge: (name: string) => Verdict): (name: string) => Verdict {
  const known = new Map<string, Verdict>();
  return (name) => {
    let verdict = known.get(name);
    if (verdict === undefined && !known.has(name)) {
      verdict = judge(name);
      if (known.size >= MOST_REMEMBERED) known.clear();
      if (name.length <= LONGEST_NAME) known.set(name, verdict);
    }
    return verdict as Verdict;
  };
}

/** `apiKey2` → `['api', 'key']`. */
export function splitWords(name: string): string[] {
  return name
    .slice(0, LONGEST_NAME)
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter(Boolean);
}

function spaced(name: string): string {
  return ` ${splitWords(name).join(' ')} `;
}

function strict(name: string): KeyRule {
  return { name, strict: true };
}

function careful(name: string): KeyRule {
  return { name, strict: false };
}
