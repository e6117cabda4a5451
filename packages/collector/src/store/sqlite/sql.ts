import type { SqliteDatabase, SqliteParameters, SqliteStatement, SqliteValue } from './driver.ts';

/**
 * A connection with its statements prepared once. A statement that does not name the project is
 * refused when it is first used: forgetting the tenant is a crash in the tests, not a leak.
 */
export interface Sql {
  exec(sql: string): void;
  run(sql: string, ...parameters: SqliteParameters): number;
  tryGet<Row>(sql: string, ...parameters: SqliteParameters): Row | undefined;
  all<Row>(sql: string, ...parameters: SqliteParameters): Row[];
  iterate<Row>(sql: string, ...parameters: SqliteParameters): IterableIterator<Row>;
  /** For a loop that runs one statement thousands of times. */
  prepare(sql: string): SqliteStatement;
  close(): void;
}

/** Statements about the store as a whole say so; nobody can reach them with a project's key. */
const acrossProjects = '/* across projects */';
const bindsProject = /\bproject = [:?]/;
const insertsProject = /^\s*INSERT INTO \w+\(\s*(\w+, )?project\b/;
const aboutNoTenant = /^\s*(PRAGMA|INSERT INTO meta|SELECT value FROM meta)\b/;

export function createSql(database: SqliteDatabase): Sql {
  const statements = new Map<string, SqliteStatement>();
  const prepare = (sql: string): SqliteStatement => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    requireProject(sql);
    const statement = database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  return {
    exec: (sql) => database.exec(sql),
    run: (sql, ...parameters) => Number(prepare(sql).run(...parameters).changes),
    tryGet: <Row>(sql: string, ...parameters: SqliteParameters) =>
      prepare(sql).get(...parameters) as Row | undefined,
    all: <Row>(sql: string, ...parameters: SqliteParameters) =>
      prepare(sql).all(...parameters) as Row[],
    iterate: <Row>(sql: string, ...parameters: SqliteParameters) =>
      prepare(sql).iterate(...parameters) as IterableIterator<Row>,
    prepare,
    close() {
      statements.clear();
      database.close();
    },
  };
}

/** @throws Error for a statement on tenants' tables that says nothing of the tenant. */
export function requireProject(sql: string): void {
  if (sql.includes(acrossProjects) || aboutNoTenant.test(sql)) return;
  if (bindsProject.test(sql) || insertsProject.test(sql)) return;
  throw new Error(`This statement names no project: ${sql}`);
}

/** `undefined` is not a value of SQLite. */
export function orNull<Value extends SqliteValue>(value: Value | undefined): Value | null {
  return value ?? null;
}

/** Runs `work` as one transaction: all of it or nothing. */
export function transaction<Result>(sql: Sql, work: () => Result): Result {
  sql.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    sql.exec('COMMIT');
    return result;
  } catch (error) {
    rollBack(sql);
    throw error;
  }
}

function rollBack(sql: Sql): void {
  try {
    sql.exec('ROLLBACK');
  } catch {
    // SQLite has already rolled back (disk full, I/O error); there is nothing left to undo.
  }
}
