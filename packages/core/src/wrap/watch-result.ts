import { types } from 'node:util';
import { watchIterator } from './watch-iterator.ts';
import { watchNodeStream } from './watch-node-stream.ts';
import { watchPromise } from './watch-promise.ts';
import { watchThenable } from './watch-thenable.ts';
import { watchWebStream } from './watch-web-stream.ts';
import type { Watch } from './watch.ts';

const { isProxy, isPromise } = types;

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

/**
 * Hooks the ending of something that goes on after the call returned: a stream, an iterator or a
 * thenable. False when the value is simply a value.
 */
export function watchLater(value: object, watch: Watch): boolean {
  // A Proxy's traps are the host's code: reading anything from it could be seen or could throw.
  if (isProxy(value) || Array.isArray(value)) return false;
  return (
    watchWebStream(value, watch) ||
    watchNodeStream(value, watch) ||
    watchIterator(value, watch) ||
    watchThenable(value, watch)
  );
}

function isPlainPromise(value: object): value is Promise<unknown> {
  return (
    isPromise(value) &&
    Object.getPrototypeOf(value) === Promise.prototype &&
    !Object.hasOwn(value, 'then') &&
    !Object.hasOwn(value, 'constructor')
  );
}
