import type { Fields, Schema } from '../schema/schema.ts';
import { isAbsent, readOwn } from './read-field.ts';
import { spellingsOf, type KnownField } from './spelling.ts';

export type Spelling = 'camel' | 'snake';

/** Deeper than any honest chain of causes; a circle stops here. */
const maxDepth = 100;

/** A copy of `source` whose known fields are spelt `spelling`. Everything else is as it was. */
export function renameFields(
  source: object,
  fields: Fields,
  spelling: Spelling,
  depth = 0,
): Record<string, unknown> {
  const { find } = spellingsOf(fields);
  const entries: [string, unknown][] = [];
  for (const [key, value] of Object.entries(source)) {
    const field = find.get(key);
    if (!field || isSecondSpelling(key, field, source)) entries.push([key, value]);
    else if (isNoValue(value, field)) continue;
    else entries.push([field[spelling], renameValue(value, field.schema, spelling, depth)]);
  }
  // Not by assignment: a key may be called `__proto__`.
  return Object.fromEntries(entries);
}

/** Both spellings were given: the camelCase one counts, the other stays as the stranger it is. */
function isSecondSpelling(key: string, field: KnownField, source: object): boolean {
  if (key === field.camel || field.camel === field.snake) return false;
  return !isAbsent(readOwn(source, field.camel));
}

/** A null where nothing needs to be said, other than a JSON value that is null. */
function isNoValue(value: unknown, { schema }: KnownField): boolean {
  return value === null && schema.optional === true && schema.kind !== 'json';
}

function renameValue(value: unknown, schema: Schema, spelling: Spelling, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth > maxDepth) return value;
  switch (schema.kind) {
    case 'object':
      return Array.isArray(value) ? value : renameFields(value, schema.fields, spelling, depth + 1);
    case 'reference':
      return renameValue(value, schema.target(), spelling, depth + 1);
    case 'list':
      return Array.isArray(value)
        ? value.map((item) => renameValue(item, schema.item, spelling, depth + 1))
        : value;
    case 'record':
      // The host's keys stay; what the catalog knows below them is renamed.
      return schema.value.kind === 'json' || Array.isArray(value)
        ? value
        : Object.fromEntries(
            Object.entries(value).map(([key, item]) => [
              key,
              renameValue(item, schema.value, spelling, depth + 1),
            ]),
          );
    default:
      return value;
  }
}
