import type { Sql } from '../sql.ts';

/** Words as small numbers, once per project. The empty word is 0 and has no row. */
export interface NameTable {
  numberOf(project: number, value: string): number;
  /** After a rollback or an erasure the remembered numbers may be wrong. */
  forget(): void;
}

/** A sender that makes up a new word per event must not fill the dictionary; see `otherName`. */
const maxNamesPerProject = 20_000;
/** What words are counted under once a project has too many of them. */
const otherName = '(other)';
const maxRemembered = 50_000;

export function createNameTable(sql: Sql): NameTable {
  const numbers = new Map<string, number>();
  const counts = new Map<number, number>();

  const countOf = (project: number): number => {
    const known = counts.get(project);
    if (known !== undefined) return known;
    const row = sql.tryGet<{ count: number }>(
      'SELECT count(*) AS count FROM names WHERE project = ?',
      project,
    );
    const count = row?.count ?? 0;
    counts.set(project, count);
    return count;
  };

  const insert = (project: number, value: string): number => {
    const row = sql.tryGet<{ id: number }>(
      'INSERT INTO names(project, value) VALUES(?, ?) RETURNING id',
      project,
      value,
    );
    if (row === undefined) throw new Error('SQLite inserted a name and gave back no number.');
    counts.set(project, countOf(project) + 1);
    return row.id;
  };

  const find = (project: number, value: string): number | undefined =>
    sql.tryGet<{ id: number }>(
      'SELECT id FROM names WHERE project = ? AND value = ?',
      project,
      value,
    )?.id;

  const numberOf = (project: number, value: string): number => {
    if (value === '') return 0;
    const key = `${project} ${value}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    if (numbers.size >= maxRemembered) numbers.clear();
    let number = find(project, value);
    if (number === undefined) {
      const full = countOf(project) >= maxNamesPerProject && value !== otherName;
      number = full ? numberOf(project, otherName) : insert(project, value);
    }
    numbers.set(key, number);
    return number;
  };

  return {
    numberOf,
    forget() {
      numbers.clear();
      counts.clear();
    },
  };
}
