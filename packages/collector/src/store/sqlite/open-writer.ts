import { chmodSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { isDamage, openDatabase } from './driver.ts';
import { lockStore, type StoreLock } from './lock.ts';
import { migrate } from './migrate.ts';
import { migrations, type Migration } from './migrations.ts';
import { createSql, type Sql } from './sql.ts';

export interface WriterOptions {
  readonly path: string;
  /** Most bytes the database file may take; beyond that appends are refused. */
  readonly maxBytes?: number;
  /** For tests of the machinery. */
  readonly migrations?: readonly Migration[];
}

export interface OpenedWriter {
  readonly sql: Sql;
  readonly schemaVersion: number;
  /** Where a damaged file was moved, when there was one. */
  readonly setAside?: string;
  close(): void;
}

const pageSize = 8192;

/**
 * Opens the one writing connection of a store: takes the lock, checks the file, brings its schema
 * up to date. A damaged file is moved aside and a new one begun, so that the collector starts.
 *
 * @throws StoreUnavailableError when another process writes to this store.
 * @throws Error when the file was written by a newer version.
 */
export function openWriter(options: WriterOptions): OpenedWriter {
  const { path } = options;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const lock = lockStore(path);
  try {
    const { sql, setAside } = openChecked(path);
    const schemaVersion = migrate(sql, path, options.migrations ?? migrations);
    configure(sql, options.maxBytes);
    return {
      sql,
      schemaVersion,
      ...(setAside === undefined ? {} : { setAside }),
      close: () => closeAll(sql, lock),
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function openChecked(path: string): { sql: Sql; setAside?: string } {
  const damage = existsSync(path) ? damageOf(path) : undefined;
  if (damage === undefined) return { sql: open(path) };
  const setAside = `${path}.damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  renameSync(path, setAside);
  for (const suffix of ['-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, setAside + suffix);
  }
  return { sql: open(path), setAside };
}

/** Undefined when the file is a sound database. Anything but damage is thrown on. */
function damageOf(path: string): string | undefined {
  let sql: Sql | undefined;
  try {
    sql = open(path);
    const row = sql.tryGet<{ quick_check: string }>('PRAGMA quick_check(1)');
    return row?.quick_check === 'ok' ? undefined : (row?.quick_check ?? 'no answer');
  } catch (error) {
    if (isDamage(error)) return String(error);
    throw error;
  } finally {
    sql?.close();
  }
}

function open(path: string): Sql {
  const sql = createSql(openDatabase(path));
  try {
    sql.exec(`PRAGMA busy_timeout = 5000`);
    // The page size only takes effect before the first table, the journal mode stays in the file.
    sql.exec(`PRAGMA page_size = ${pageSize}`);
    sql.exec('PRAGMA journal_mode = WAL');
    // Prompts and answers are nobody else's business. The files beside it take after this one.
    chmodSync(path, 0o600);
    return sql;
  } catch (error) {
    sql.close();
    throw error;
  }
}

function configure(sql: Sql, maxBytes: number | undefined): void {
  // FULL: an acknowledgement means that the machine may lose power now.
  sql.exec('PRAGMA synchronous = FULL');
  sql.exec('PRAGMA temp_store = MEMORY');
  sql.exec('PRAGMA cache_size = -65536');
  sql.exec('PRAGMA journal_size_limit = 67108864');
  sql.exec('PRAGMA wal_autocheckpoint = 2000');
  // Erasure must leave no bytes behind in the free space of pages.
  sql.exec('PRAGMA secure_delete = ON');
  if (maxBytes !== undefined) {
    sql.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(maxBytes / pageSize))}`);
  }
}

function closeAll(sql: Sql, lock: StoreLock): void {
  try {
    // Everything into the one file, so that it can be copied; a reader may keep us from it.
    sql.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    sql.close();
  } finally {
    lock.release();
  }
}
