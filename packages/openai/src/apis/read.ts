/** Reading what came over the wire: nothing about its shape is taken for granted. */

export type Fields = Readonly<Record<string, unknown>>;

const NOTHING: Fields = {};

/** The value's fields; none when it is not an object. */
export function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : NOTHING;
}

export function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function string(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** The object without what is undefined: an absent fact is an absent key. */
export function present<T extends object>(
  facts: T,
): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  const kept: Record<string, unknown> = {};
  for (const key in facts) if (facts[key] !== undefined) kept[key] = facts[key];
  return kept as never;
}
