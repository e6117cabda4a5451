import { fields } from '../apis/read.ts';

/**
 * The client's error for a request that never got an answer: it has the fields of an API error,
 * and all of them are empty. Told by its shape, because bundlers rename classes.
 */
export function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { status, headers, error: body } = fields(error);
  return (
    Object.hasOwn(error, 'headers') &&
    status === undefined &&
    headers === undefined &&
    body === undefined
  );
}
