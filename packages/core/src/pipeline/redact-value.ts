import type { Json } from '@heddle/events';
import type { KeyRule } from './redact-keys.ts';
import { looksSecret } from './redact-looks.ts';
import { isMark, type Mark } from './redact-mark.ts';

/** Rules whose secrets may be written as numbers. Under the others a number is a count. */
const NUMERIC_RULES = new Set(['password', 'card', 'secret', 'custom']);

/** Rules under which a whole object or list is secret; under the others it is looked into. */
const DEEP_RULES = new Set(['cookie', 'credential']);

/** Whether a value is secret because of the name it stands under. */
export function isSecretUnder(rule: KeyRule, value: Json | undefined): boolean {
  switch (typeof value) {
    case 'string':
      return !isMark(value) && (rule.strict ? value !== '' : looksSecret(value));
    case 'number':
      return rule.strict && NUMERIC_RULES.has(rule.name);
    case 'object':
      return value !== null && !isEmpty(value) && (rule.strict || DEEP_RULES.has(rule.name));
    default:
      return false;
  }
}

/** Puts a mark in the place of a value of any kind. */
export function hide(rule: string, value: Json, mark: Mark): Json {
  if (typeof value === 'string') return value === '' || isMark(value) ? value : mark(rule, value);
  return mark(rule, JSON.stringify(value));
}

function isEmpty(value: Json[] | { [key: string]: Json }): boolean {
  for (const key in value) if (Object.hasOwn(value, key)) return false;
  return true;
}

const SCHEMA_TYPES = new Set(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']);

/**
 * True for a JSON Schema: what a tool's parameter named `password` may be, not a password. Its
 * `default`, `const`, `enum` and `examples` may still hold one.
 */
export function isSchema(value: Json | undefined): value is { [key: string]: Json } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { type } = value;
  return (
    (typeof type === 'string' && SCHEMA_TYPES.has(type)) ||
    (Array.isArray(type) && type.every((each) => SCHEMA_TYPES.has(each as string))) ||
    typeof value['$ref'] === 'string' ||
    Array.isArray(value['anyOf'] ?? value['oneOf'] ?? value['allOf'])
  );
}

/** The parts of a JSON Schema that hold values rather than describe them. */
export const SCHEMA_VALUES: ReadonlySet<string> = new Set([
  'default',
  'const',
  'enum',
  'example',
  'examples',
]);

const HEADER_NAME =
  /^(?:authorization|proxy-authorization|cookie|set-cookie|x-[a-z-]{1,30}|api-key)$/i;

/** True for a string that, in a list, names the header whose value follows it. */
export function isHeaderName(value: Json | undefined): value is string {
  return typeof value === 'string' && value.length <= 32 && HEADER_NAME.test(value);
}
