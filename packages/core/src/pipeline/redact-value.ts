import type { Json } from '@heddle/events';
import type { KeyRule } from './redact-keys.ts';
import { looksSecret } from './redact-looks.ts';
import { isMark, type Mark } from './redact-mark.ts';

/** Rules whose secrets may be written as numbers. Under the others a number is a count. */
const NUMERIC_RULES = /^(?:password|card|secret|custom)$/;

/** Rules under which a whole object or list is secret; under the others it is looked into. */
const DEEP_RULES = /^(?:cookie|credential)$/;

/** Whether a value is secret because of the name it stands under. */
export function isSecretUnder(rule: KeyRule, value: Json | undefined): boolean {
  switch (typeof value) {
    case 'string':
      return !isMark(value) && (rule.strict ? value !== '' : looksSecret(value));
    case 'number':
      return rule.strict && NUMERIC_RULES.test(rule.name);
    case 'object':
      return (
        value !== null &&
        (rule.strict || DEEP_RULES.test(rule.name)) &&
        Object.keys(value).length > 0
      );
    default:
      return false;
  }
}

/** Puts a mark in the place of a value of any kind. */
export function hide(rule: string, value: Json, mark: Mark): Json {
  if (typeof value === 'string') return value === '' || isMark(value) ? value : mark(rule, value);
  return mark(rule, JSON.stringify(value));
}

const SCHEMA_TYPE = /^(?:string|number|integer|boolean|object|array|null)$/;

/**
 * True for a JSON Schema: what a tool's parameter named `password` may be, not a password. Its
 * `default`, `const`, `enum` and `examples` may still hold one.
 */
export function isSchema(value: Json | undefined): value is { [key: string]: Json } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { $ref, allOf, anyOf, oneOf, type } = value;
  return (
    typeof $ref === 'string' ||
    Array.isArray(anyOf ?? oneOf ?? allOf) ||
    (type !== undefined &&
      [type].flat().every((each) => typeof each === 'string' && SCHEMA_TYPE.test(each)))
  );
}

/** The parts of a JSON Schema that hold values rather than describe them. */
export const SCHEMA_VALUES: readonly string[] = ['default', 'const', 'enum', 'example', 'examples'];

const HEADER_NAME =
  /^(?:authorization|proxy-authorization|cookie|set-cookie|x-[a-z-]{1,30}|api-key)$/i;

/** True for a string that, in a list, names the header whose value follows it. */
export function isHeaderName(value: Json | undefined): value is string {
  return typeof value === 'string' && value.length <= 32 && HEADER_NAME.test(value);
}
