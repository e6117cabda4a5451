import type { SqliteValue } from '../driver.ts';

/** Conditions and the values they name, put together as filters are present. */
export interface Conditions {
  add(condition: string, values: Record<string, SqliteValue>): void;
  /** `a AND b`, to follow `WHERE`. */
  readonly where: string;
  readonly values: Record<string, SqliteValue>;
}

/**
 * Every list starts from its project; `column` names it with its table. A `+` in front keeps
 * SQLite from looking for the project first, where another condition finds less.
 */
export function conditionsFor(column: string, project: number): Conditions {
  const conditions = [`${column} = :project`];
  const values: Record<string, SqliteValue> = { project };
  return {
    add(condition, more) {
      conditions.push(condition);
      Object.assign(values, more);
    },
    get where() {
      return conditions.join(' AND ');
    },
    values,
  };
}

/** A pattern that finds `text` anywhere, whatever it contains; to be used with `ESCAPE '\'`. */
export function containing(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}
