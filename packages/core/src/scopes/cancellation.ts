import { types } from 'node:util';
import { dataValue } from '../wrap/data-method.ts';

/**
 * Whether a failure is somebody's wish: an AbortError, or the very reason of an abort signal that
 * the call was given (as an argument, or as an argument's `signal`). Of a function that wraps the
 * reason, every failure after the signal fired is one.
 */
export function isCancellation(
  error: unknown,
  signal: AbortSignal | undefined,
  args: readonly unknown[] | undefined,
  wrapsAbort = false,
): boolean {
  if (isAbortError(error)) return true;
  return findSignals(signal, args ?? []).some(
    (given) => given.aborted && (wrapsAbort || Object.is(given.reason, error)),
  );
}

/** The abort signals a call was given: by option, as an argument, or as an argument's `signal`. */
export function findSignals(
  signal: AbortSignal | undefined,
  args: readonly unknown[],
): AbortSignal[] {
  const found = signal === undefined ? [] : [signal];
  for (const arg of args) {
    if (typeof arg !== 'object' || arg === null || types.isProxy(arg)) continue;
    const given = isAbortSignal(arg) ? arg : dataValue(arg, 'signal');
    if (isAbortSignal(given)) found.push(given);
  }
  return found;
}

function isAbortError(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || types.isProxy(error)) return false;
  // DOMException keeps its name behind a getter of the platform, errors as a data property.
  if (error instanceof DOMException) return error.name === 'AbortError';
  const name = dataValue(error, 'name') ?? dataValue(Object.getPrototypeOf(error) ?? {}, 'name');
  return name === 'AbortError' || dataValue(error, 'code') === 'ABORT_ERR';
}

function isAbortSignal(value: unknown): value is AbortSignal {
  return (
    typeof value === 'object' &&
    value !== null &&
    !types.isProxy(value) &&
    value instanceof AbortSignal
  );
}
