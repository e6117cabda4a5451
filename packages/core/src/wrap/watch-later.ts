import { types } from 'node:util';
import { watchIterator } from './watch-iterator.ts';
import { watchNodeStream } from './watch-node-stream.ts';
import { watchThenable } from './watch-thenable.ts';
import { watchWebStream } from './watch-web-stream.ts';
import type { Watch } from './watch.ts';

/**
 * Hooks the ending of something that goes on after the call returned: a stream, an iterator or a
 * thenable. False when the value is simply a value.
 */
export function watchLater(value: object, watch: Watch): boolean {
  // A Proxy's traps are the host's code: reading anything from it could be seen or could throw.
  if (types.isProxy(value) || Array.isArray(value)) return false;
  return (
    watchWebStream(value, watch) ||
    watchNodeStream(value, watch) ||
    // The page of a list is promise and iterable in one, and iterating it begins by awaiting it.
    watchThenable(value, watch) ||
    watchIterator(value, watch)
  );
}
