import { types } from 'node:util';
import { watchLater } from './watch-later.ts';
import { watchPromise } from './watch-promise.ts';
import type { Watch } from './watch.ts';

const { isPromise } = types;

/**
 * Listens for how a call ends and gives the host its own result back: the same value, stream or
 * thenable object. Only a native promise is replaced, by the promise derived from it, because that
 * is the one way to listen that neither hides nor doubles an unhandled rejection.
 */
export function watchResult(result: unknown, watch: Watch): unknown {
  if (typeof result !== 'object' || result === null) {
    // A function can be thenable too, but nothing in the field returns one; it is a plain value.
    watch.complete(result);
    return result;
  }
  if (isPlainPromise(result)) return watchPromise(result, watch);
  if (!watchLater(result, watch)) watch.complete(result);
  return result;
}

function isPlainPromise(value: object): value is Promise<unknown> {
  return (
    isPromise(value) &&
    Object.getPrototypeOf(value) === Promise.prototype &&
    !Object.hasOwn(value, 'then') &&
    !Object.hasOwn(value, 'constructor')
  );
}
