import { attend, type Audience } from './audience.ts';
import { dataMethod, overrideMethod } from './data-method.ts';
import type { Watch } from './watch.ts';

type Handler = ((...args: unknown[]) => unknown) | null | undefined;

/**
 * A promise subclass, a query builder, any object with a `then`: often lazy, often with methods of
 * its own. We listen only on the path the host takes: `then` runs exactly as often as the host
 * calls it, and the object stays itself.
 */
export function watchThenable(thenable: object, watch: Watch): boolean {
  const then = dataMethod(thenable, 'then');
  if (then === undefined) return false;
  return attend(thenable, watch, (audience) =>
    overrideMethod(thenable, 'then', tappedThen(then, audience)),
  );
}

function tappedThen(then: (...args: never[]) => unknown, audience: Audience): unknown {
  return {
    then(this: unknown, onFulfilled?: Handler, onRejected?: Handler, ...rest: unknown[]): unknown {
      const fulfilled = (...values: unknown[]): unknown => {
        audience.complete(values[0]);
        return typeof onFulfilled === 'function' ? onFulfilled(...values) : values[0];
      };
      const rejected = (...errors: unknown[]): unknown => {
        audience.fail(errors[0]);
        if (typeof onRejected === 'function') return onRejected(...errors);
        throw errors[0];
      };
      return Reflect.apply(then, this, [fulfilled, rejected, ...rest] as never[]);
    },
  }.then;
}
