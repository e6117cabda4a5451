import type { AnyFunction } from '../wrap/any-function.ts';
import { watchResult } from '../wrap/watch-result.ts';
import type { Operation } from './operation.ts';

/** Runs the host's function as an operation that has begun. */
export function runOperation(
  operation: Operation,
  target: AnyFunction,
  self: unknown,
  args: readonly unknown[],
): unknown {
  let result: unknown;
  try {
    result = operation.enter(target, self, args);
  } catch (error) {
    operation.fail(error);
    throw error;
  }
  return watchResult(result, operation);
}
