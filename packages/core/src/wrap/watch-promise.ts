import { createStamp } from './stamp.ts';
import { watchLater } from './watch-result.ts';
import type { Watch } from './watch.ts';

/**
 * What was made of a promise of the host's. The same promise always maps to the same derived one,
 * and a derived one to itself: a wrapper around a wrapper adds a watch, not a promise.
 */
interface Derived {
  promise: Promise<unknown> | undefined;
  status: 'pending' | 'fulfilled' | 'rejected';
  outcome: unknown;
  watches: Watch[] | undefined;
}

const derivedFrom = createStamp<Derived>();

/**
 * The promise the host gets in place of its own: one `.then` with two handlers and nothing else.
 * Observing on the side would swallow an unhandled rejection; `finally`, or a side branch that
 * rethrows, would add one.
 */
export function watchPromise(promise: Promise<unknown>, watch: Watch): Promise<unknown> {
  const known = derivedFrom.get(promise);
  if (known?.promise !== undefined) {
    join(known, watch);
    return known.promise;
  }
  const derived: Derived = {
    promise: undefined,
    status: 'pending',
    outcome: undefined,
    watches: undefined,
  };
  const next = promise.then(
    (value) => {
      derived.status = 'fulfilled';
      derived.outcome = value;
      fulfilled(value, watch);
      if (derived.watches !== undefined)
        for (const other of derived.watches) fulfilled(value, other);
      derived.watches = undefined;
      return value;
    },
    (error: unknown) => {
      derived.status = 'rejected';
      derived.outcome = error;
      watch.fail(error);
      if (derived.watches !== undefined) for (const other of derived.watches) other.fail(error);
      derived.watches = undefined;
      throw error;
    },
  );
  derived.promise = next;
  derivedFrom.set(promise, derived);
  derivedFrom.set(next, derived);
  return next;
}

function join(derived: Derived, watch: Watch): void {
  if (derived.status === 'fulfilled') fulfilled(derived.outcome, watch);
  else if (derived.status === 'rejected') watch.fail(derived.outcome);
  else if (derived.watches === undefined) derived.watches = [watch];
  else derived.watches.push(watch);
}

function fulfilled(value: unknown, watch: Watch): void {
  // `async () => stream`: the call is over when the stream is.
  if (typeof value === 'object' && value !== null && watchLater(value, watch)) return;
  watch.complete(value);
}
