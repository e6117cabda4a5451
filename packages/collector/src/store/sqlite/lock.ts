import { StoreUnavailableError } from '../store-errors.ts';
import { openDatabase, type SqliteDatabase } from './driver.ts';

export interface StoreLock {
  release(): void;
}

/**
 * One writer per store: its memory of runs and sums would be wrong if another process wrote too.
 * The lock is an open transaction on a little database beside the store. The operating system
 * gives it back when the process ends, however it ends: there is no stale lock to remove.
 *
 * @throws StoreUnavailableError when another process holds it.
 */
export function lockStore(path: string): StoreLock {
  const database = openDatabase(`${path}.lock`);
  try {
    database.exec('PRAGMA journal_mode = DELETE');
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    throw new StoreUnavailableError(
      'locked',
      `Another collector is writing to ${path}. Stop it, or give this one a store of its own.`,
      5,
      { cause },
    );
  }
  return { release: () => release(database) };
}

function release(database: SqliteDatabase): void {
  database.exec('ROLLBACK');
  database.close();
}
