import { BadCursorError } from './store-errors.ts';

/**
 * Cursors are the sort key of the last item of a page. They are opaque to callers: only the store
 * that made one reads it.
 *
 * @example encodeCursor([1732000000000, 42])
 */
export function encodeCursor(key: readonly number[]): string {
  return Buffer.from(key.join(':')).toString('base64url');
}

/** @throws BadCursorError unless it holds exactly `length` numbers. */
export function decodeCursor(cursor: string, length: number): number[] {
  const key = Buffer.from(cursor, 'base64url').toString().split(':').map(Number);
  if (cursor === '' || key.length !== length || !key.every(Number.isFinite)) {
    throw new BadCursorError('This cursor was not made by this list.');
  }
  return key;
}
