import type { KnownField } from './spelling.ts';

/**
 * An own property. Inherited ones do not count: JSON would not write them, so an Error's inherited
 * `name` never reaches the wire.
 */
export function readOwn(source: object, key: string): unknown {
  return Object.hasOwn(source, key) ? (source as Record<string, unknown>)[key] : undefined;
}

/** Some writers send an explicit null for what they do not know. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

/** A field in whichever spelling it has a value; camelCase counts when both have. */
export function readField(
  source: object,
  { camel, snake }: Pick<KnownField, 'camel' | 'snake'>,
): { readonly key: string; readonly value: unknown } {
  const value = readOwn(source, camel);
  if (snake === camel || !isAbsent(value)) return { key: camel, value };
  const second = readOwn(source, snake);
  return second === undefined ? { key: camel, value } : { key: snake, value: second };
}
