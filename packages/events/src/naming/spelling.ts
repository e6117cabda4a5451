import type { Fields, Schema } from '../schema/schema.ts';

/** A known field and its two spellings. */
export interface KnownField {
  readonly camel: string;
  readonly snake: string;
  readonly schema: Schema;
}

/** The known fields of an object, in order and by either spelling. */
export interface Spellings {
  readonly all: readonly KnownField[];
  readonly find: ReadonlyMap<string, KnownField>;
}

const known = new WeakMap<Fields, Spellings>();

/** The spellings of a set of fields, worked out once per set. */
export function spellingsOf(fields: Fields): Spellings {
  const before = known.get(fields);
  if (before) return before;
  const all = Object.entries(fields).map(([camel, schema]) => ({
    camel,
    snake: snakeCase(camel),
    schema,
  }));
  const find = new Map([
    ...all.map((field) => [field.snake, field] as const),
    ...all.map((field) => [field.camel, field] as const),
  ]);
  const spellings = { all, find };
  known.set(fields, spellings);
  return spellings;
}

function snakeCase(camel: string): string {
  return camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
