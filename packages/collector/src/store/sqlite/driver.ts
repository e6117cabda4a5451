import { createRequire } from 'node:module';

/** The part of the `node:sqlite` API that we use; `@photostructure/sqlite` has the same. */
export interface SqliteDatabase {
  exec(sql: string): void;
  prepare(sql: string): SqliteStatement;
  close(): void;
}

export interface SqliteStatement {
  run(...parameters: SqliteParameters): { changes: number | bigint };
  get(...parameters: SqliteParameters): unknown;
  all(...parameters: SqliteParameters): unknown[];
  iterate(...parameters: SqliteParameters): IterableIterator<unknown>;
}

export type SqliteValue = string | number | null | Uint8Array;
export type SqliteParameters = readonly SqliteValue[] | readonly [Record<string, SqliteValue>];

interface SqliteModule {
  DatabaseSync: new (path: string, options?: { readOnly?: boolean }) => SqliteDatabase;
}

/**
 * Opens a database file. Node brings SQLite along from 22.13; before that an optional dependency
 * with prebuilt binaries does.
 *
 * @throws Error with the command to run when neither is there.
 */
export function openDatabase(path: string, options: { readOnly?: boolean } = {}): SqliteDatabase {
  const { DatabaseSync } = loadSqlite();
  return new DatabaseSync(path, options);
}

function loadSqlite(): SqliteModule {
  const builtin = quietly(() => process.getBuiltinModule('node:sqlite')) as
    | SqliteModule
    | undefined;
  if (builtin !== undefined) return builtin;
  try {
    return createRequire(import.meta.url)('@photostructure/sqlite') as SqliteModule;
  } catch (cause) {
    throw new Error(
      `Node ${process.versions.node} has no SQLite of its own and @photostructure/sqlite is not installed. ` +
        'Install it beside @heddle/collector, or use Node 22.13 or newer.',
      { cause },
    );
  }
}

/** Node 22 warns that its SQLite is experimental; we pin what we use by tests. */
function quietly<Result>(load: () => Result): Result {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return load();
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** `SQLITE_FULL` and its like, as the numbers of https://sqlite.org/rescode.html. */
export function sqliteCodeOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('errcode' in error && typeof error.errcode === 'number') return error.errcode & 0xff;
  if ('sqliteCode' in error && typeof error.sqliteCode === 'number') return error.sqliteCode & 0xff;
  return undefined;
}

/** SQLITE_CORRUPT and SQLITE_NOTADB: the file itself is broken, and stays so. */
export function isDamage(error: unknown): boolean {
  const code = sqliteCodeOf(error);
  return code === 11 || code === 26;
}
