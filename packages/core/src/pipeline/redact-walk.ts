import type { Json, JsonObject } from '@heddle/events';
import { setField } from '../event/capture-field.ts';
import { LongText } from '../event/capture-long-text.ts';
import { createCapture } from '../event/capture.ts';
import { remembering, type KeyRule, type KeyRules } from './redact-keys.ts';
import { REDACTION_FAILED, type Mark } from './redact-mark.ts';
import { follow, type PathNode } from './redact-paths.ts';
import { hide, isHeaderName, isSchema, isSecretUnder, SCHEMA_VALUES } from './redact-value.ts';

export interface WalkParts {
  readonly keys: KeyRules;
  readonly mark: Mark;
  readonly cleanText: (text: string) => string;
  readonly paths: PathNode | undefined;
}

/** Captured values are less deep; this is for what was not captured. */
const DEEPEST = 64;
const MOST_NODES = 200_000;
/** JSON in a string of JSON in a string: as far as agents go. */
const MOST_QUOTINGS = 2;
const LONGEST_QUOTED = 256 * 1024;
/** Without one of these a quoted object has nothing that a look at its text would not find. */
const QUOTED_HINT = /\\[u/]|pass|pwd|secret|token|key|auth|cookie|cred|jwt|cvv|cvc|ssn|otp/i;

interface Name {
  readonly rule: KeyRule | undefined;
  /** The name itself, cleaned: a secret may be a key. */
  readonly text: string;
}

/**
 * Makes the walk through a value that applies every rule to every part of it, copying on write.
 * `field` is the field of the event that the value is, or '' for a whole event.
 */
export function createWalk(parts: WalkParts): (value: Json, field: string) => Json {
  const { cleanText, mark, paths } = parts;
  const nameOf = remembering<Name>((name) => ({ rule: parts.keys(name), text: cleanText(name) }));
  const capture = createCapture();
  let nodes = 0;

  const visit = (
    value: Json,
    places: readonly PathNode[],
    depth: number,
    quoting: number,
  ): Json => {
    if (typeof value === 'string') return text(value, quoting);
    if (typeof value === 'number') return number(value);
    if (typeof value !== 'object' || value === null) return value;
    if (depth > DEEPEST || ++nodes > MOST_NODES) throw new RangeError('too large to clean');
    return Array.isArray(value)
      ? list(value, places, depth, quoting)
      : object(value, places, depth, quoting);
  };

  /** JSON out of what captured values hold for later, and out of what nobody captured. */
  const asJson = (value: unknown): Json => {
    switch (typeof value) {
      case 'object': {
        if (value === null || Array.isArray(value)) return value;
        if (value instanceof LongText) return value.toJSON();
        const prototype: unknown = Object.getPrototypeOf(value);
        const isPlain = prototype === Object.prototype || prototype === null;
        return isPlain ? (value as JsonObject) : asJson(capture(value));
      }
      case 'function':
      case 'symbol':
      case 'bigint':
        return capture(value);
      default:
        return value as Json;
    }
  };

  const text = (value: string, quoting: number): string => {
    const unquoted =
      quoting < MOST_QUOTINGS && isQuoted(value) ? insideQuotes(value, quoting) : value;
    return cleanText(unquoted);
  };

  const insideQuotes = (quoted: string, quoting: number): string => {
    let value: Json;
    try {
      value = JSON.parse(quoted) as Json;
    } catch {
      return quoted;
    }
    try {
      const clean = visit(value, NOWHERE, 0, quoting + 1);
      return clean === value ? quoted : JSON.stringify(clean);
    } catch {
      return REDACTION_FAILED;
    }
  };

  const number = (value: number): Json => {
    if (!Number.isFinite(value) || Object.is(value, -0)) return capture(value);
    // A card number may be written without quotes.
    if (value < 1e12) return value;
    const digits = String(value);
    const clean = cleanText(digits);
    return clean === digits ? value : clean;
  };

  const list = (
    source: readonly Json[],
    places: readonly PathNode[],
    depth: number,
    quoting: number,
  ): Json => {
    let copy: Json[] | undefined;
    for (let index = 0; index < source.length; index++) {
      const value = source[index] as Json;
      const here = step(places, index);
      const before = index === 0 ? undefined : source[index - 1];
      const rule =
        typeof value === 'string' && isHeaderName(before) ? nameOf(before).rule : undefined;
      const clean = decide(value, rule, here, depth, quoting);
      if (clean !== value) (copy ??= [...source])[index] = clean;
    }
    return copy ?? (source as Json[]);
  };

  const object = (
    source: Record<string, Json>,
    places: readonly PathNode[],
    depth: number,
    quoting: number,
  ): Json => {
    let copy: Record<string, Json> | undefined;
    for (const key in source) {
      const value = source[key] as Json;
      const name = nameOf(key);
      const here = step(places, key);
      const rule = /^[vV]alue$/.test(key) ? ruleBeside(source) : ruleAmong(source, name.rule);
      const clean = decide(value, rule, here, depth, quoting);
      if ((clean === value && name.text === key) || !Object.hasOwn(source, key)) continue;
      copy ??= { ...source };
      if (name.text !== key) delete copy[key];
      setField(copy, name.text, clean);
    }
    return copy ?? source;
  };

  /** What a part of an object or list becomes, its own place and name considered first. */
  const decide = (
    given: Json,
    rule: KeyRule | undefined,
    here: readonly PathNode[],
    depth: number,
    quoting: number,
  ): Json => {
    const value = asJson(given);
    for (const { verdict } of here) {
      if (verdict === 'allow') return value;
      if (verdict === 'redact') return hide('path', value, mark);
    }
    if (rule !== undefined) {
      if (isSchema(value)) return visit(withoutValues(value, rule), here, depth + 1, quoting);
      if (isSecretUnder(rule, value)) return hide(rule.name, value, mark);
    }
    return visit(value, here, depth + 1, quoting);
  };

  const withoutValues = (schema: { [key: string]: Json }, rule: KeyRule): Json => {
    let copy: { [key: string]: Json } | undefined;
    for (const key of SCHEMA_VALUES) {
      const value = schema[key];
      if (value !== undefined && value !== '')
        (copy ??= { ...schema })[key] = hide(rule.name, value, mark);
    }
    return copy ?? schema;
  };

  /** `{ name: 'DB_PASSWORD', value: '…' }`, as in lists of headers and variables. */
  const ruleBeside = (source: Record<string, Json>): KeyRule | undefined => {
    const name = source['name'] ?? source['key'] ?? source['Name'] ?? source['Key'];
    return typeof name === 'string' ? nameOf(name).rule : undefined;
  };

  return (value, field) => {
    nodes = 0;
    const root = paths === undefined ? NOWHERE : [paths];
    return field === ''
      ? decide(value, undefined, root, 0, 0)
      : decide(value, nameOf(field).rule, step(root, field), 0, 0);
  };
}

const NOWHERE: readonly PathNode[] = [];

/** One level deeper; at no cost where no path is left to follow. */
function step(places: readonly PathNode[], key: string | number): readonly PathNode[] {
  return places.length === 0 ? NOWHERE : follow(places, String(key));
}

/** Token probabilities list the words of an answer, each under `token`. */
function ruleAmong(source: Record<string, Json>, rule: KeyRule | undefined): KeyRule | undefined {
  return rule?.name === 'token' && 'logprob' in source ? undefined : rule;
}

function isQuoted(text: string): boolean {
  if (text.length > LONGEST_QUOTED || text.length < 8) return false;
  const trimmed = text.trim();
  const ends = trimmed.charAt(0) + trimmed.charAt(trimmed.length - 1);
  return (ends === '{}' || ends === '[]') && QUOTED_HINT.test(trimmed);
}
