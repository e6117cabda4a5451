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

/** Names that end in these speak about a secret without holding one: `passwordLength`. */
const ABOUT = words(
  `length policy count id ids name names url uri endpoint type expiry expires expiration at hint
  field input status version path file dir arn ref format age size label limit usage budget provider
  source scope mode method domain description title schema test error index sock manager`,
);

/** `<word> key`: the words that make a key a secret. Other keys are ids, sort keys, cache keys. */
const SECRET_KEYS = words(
  `api access private secret signing encryption decryption ssh master hmac aes rsa pgp gpg deploy
  auth subscription webhook shared`,
);

/** `<word> token`: secret even when it looks like a word. */
const SECRET_TOKENS = words('access refresh auth api bearer oauth session secret csrf');

/** `<word> token`: a place in a list or a piece of a text. */
const HARMLESS_TOKENS = words(
  `page next previous prev continuation sync cursor cancellation stop eos bos pad progress
  resumption start end first last per special text prompt input output`,
);

/** `x-<word>-key` headers that are no secret. */
const HARMLESS_HEADERS = words('idempotency cache partition routing public sort request');

/** Rules by one word of the name. `dbpassword` is a word that ends in one. */
const BY_WORD: readonly (readonly [KeyRule, RegExp])[] = [
  [strict('password'), /(?:password|passwd|passphrase|passcode)s?$|^pwd$/],
  [strict('secret'), /secrets?$/],
  [strict('api-key'), /(?:api|private|secret|access|encryption)keys?$/],
  [strict('token'), /^(?:access|auth|refresh|id|api|session|bearer|csrf|oauth)token$/],
  [strict('card'), /^(?:cvv|cvc|ssn|otp)$/],
  [careful('password'), /^pass$/],
  [careful('credential'), /credentials?$|^creds$/],
  [careful('authorization'), /^(?:authorization|jwt|bearer)$/],
  [careful('cookie'), /^cookies?$/],
];

const API_KEY = strict('api-key');
const STRICT_TOKEN = strict('token');
const TOKEN = careful('token');
const HEADER = strict('header');
const AUTH = careful('authorization');
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
    return ownWords.some((sought) => joined.includes(sought)) ? CUSTOM : judge(splitWords(name));
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

function judge(parts: readonly string[]): KeyRule | undefined {
  const [before = '', last = ''] = parts.length > 1 ? parts.slice(-2) : ['', ...parts];
  if (ABOUT.has(last)) return undefined;
  const isHeader = parts[0] === 'x';
  if (last === 'key' || last === 'keys') {
    if (SECRET_KEYS.has(before)) return API_KEY;
    if (isHeader && !HARMLESS_HEADERS.has(before)) return HEADER;
  }
  if (last === 'token' || last === 'tokens') {
    if (SECRET_TOKENS.has(before)) return STRICT_TOKEN;
    if (last === 'token' && !HARMLESS_TOKENS.has(before)) return TOKEN;
  }
  if (last === 'auth' || last === 'sig' || (isHeader && last === 'signature')) return AUTH;
  return BY_WORD.find(([, pattern]) => parts.some((word) => pattern.test(word)))?.[0];
}

function strict(name: string): KeyRule {
  return { name, strict: true };
}

function careful(name: string): KeyRule {
  return { name, strict: false };
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/));
}
