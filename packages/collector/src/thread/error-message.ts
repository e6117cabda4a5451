import { BadCursorError, StoreUnavailableError } from '../store/store-errors.ts';

/** An error on its way between threads: structured clone would keep neither class nor fields. */
export interface EncodedError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly unavailable?: Pick<StoreUnavailableError, 'reason' | 'retryAfterSeconds'>;
}

export function encodeError(error: unknown): EncodedError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  return {
    name: error.name,
    message: error.message,
    ...(error.stack === undefined ? {} : { stack: error.stack }),
    ...(error instanceof StoreUnavailableError
      ? { unavailable: { reason: error.reason, retryAfterSeconds: error.retryAfterSeconds } }
      : {}),
  };
}

export function decodeError({ name, message, stack, unavailable }: EncodedError): Error {
  if (unavailable !== undefined) {
    return new StoreUnavailableError(unavailable.reason, message, unavailable.retryAfterSeconds);
  }
  if (name === 'BadCursorError') return new BadCursorError(message);
  const error = new Error(message);
  error.name = name;
  if (stack !== undefined) error.stack = stack;
  return error;
}
