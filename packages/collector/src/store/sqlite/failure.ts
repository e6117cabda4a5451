import { StoreUnavailableError } from '../store-errors.ts';
import { sqliteCodeOf } from './driver.ts';

/**
 * What a failure of SQLite means to a sender: nothing was kept, come back later. The codes are
 * those of https://sqlite.org/rescode.html. Other errors are ours and stay what they are.
 */
export function toStoreError(error: unknown): unknown {
  switch (sqliteCodeOf(error)) {
    case 13: // SQLITE_FULL
      return new StoreUnavailableError('full', 'The disk or the store is full.', 30, {
        cause: error,
      });
    case 5: // SQLITE_BUSY
    case 6: // SQLITE_LOCKED
      return new StoreUnavailableError('locked', 'Another process holds the store.', 5, {
        cause: error,
      });
    case 8: // SQLITE_READONLY
      return new StoreUnavailableError('read_only', 'The store cannot be written to.', 60, {
        cause: error,
      });
    case 10: // SQLITE_IOERR
    case 11: // SQLITE_CORRUPT
    case 14: // SQLITE_CANTOPEN
    case 26: // SQLITE_NOTADB
      return new StoreUnavailableError('broken', 'The store cannot be read or written.', 60, {
        cause: error,
      });
    default:
      return error;
  }
}
