import { types } from 'node:util';
import { attend } from './audience.ts';
import { dataMethod, dataValue, overrideMethod } from './data-method.ts';
import type { Watch } from './watch.ts';

/**
 * Generators, async generators, other iterators and async iterables. They stay the same object and
 * as lazy as they were; each step runs inside the call's context, values go both ways untouched.
 */
export function watchIterator(value: object, watch: Watch): boolean {
  const asynchronous = dataMethod(value, Symbol.asyncIterator);
  if (asynchronous === undefined && dataMethod(value, Symbol.iterator) === undefined) return false;
  if (dataMethod(value, 'next') !== undefined) {
    return attend(value, watch, (audience) => tapIterator(value, audience));
  }
  // Arrays, maps and sets are values; only something asynchronous is still to come.
  if (asynchronous === undefined) return false;
  return attend(value, watch, (audience) =>
    overrideMethod(value, Symbol.asyncIterator, tappedOpener(asynchronous, audience)),
  );
}

/** A method that opens an iterator: what it opens is tapped, and is otherwise what it was. */
export function tappedOpener(
  open: (...args: never[]) => unknown,
  audience: Watch,
): (this: unknown, ...args: unknown[]) => unknown {
  return function (this: unknown, ...args: unknown[]): unknown {
    const iterator = audience.enter(open, this, args);
    if (typeof iterator === 'object' && iterator !== null && !types.isProxy(iterator)) {
      tapIterator(iterator, audience);
    }
    return iterator;
  };
}

function tapIterator(iterator: object, audience: Watch): boolean {
  const next = dataMethod(iterator, 'next');
  if (next === undefined || !overrideMethod(iterator, 'next', tappedStep(next, audience, 'end'))) {
    return false;
  }
  for (const [name, how] of [
    ['return', 'break'],
    ['throw', 'end'],
  ] as const) {
    const method = dataMethod(iterator, name);
    if (method !== undefined) overrideMethod(iterator, name, tappedStep(method, audience, how));
  }
  return true;
}

function tappedStep(
  step: (...args: never[]) => unknown,
  audience: Watch,
  how: 'end' | 'break',
): (this: unknown, ...args: unknown[]) => unknown {
  return function (this: unknown, ...args: unknown[]): unknown {
    let result: unknown;
    try {
      result = audience.enter(step, this, args);
    } catch (error) {
      audience.fail(error);
      throw error;
    }
    if (!isPlainPromise(result)) {
      observeStep(result, audience, how);
      return result;
    }
    return result.then(
      (settled) => {
        observeStep(settled, audience, how);
        return settled;
      },
      (error: unknown) => {
        audience.fail(error);
        throw error;
      },
    );
  };
}

function observeStep(result: unknown, audience: Watch, how: 'end' | 'break'): void {
  if (typeof result !== 'object' || result === null) return;
  const done = dataValue(result, 'done');
  const value = dataValue(result, 'value');
  if (done === true) audience.endStream(how, value);
  else if (done === false || done === undefined) audience.item(value);
}

function isPlainPromise(value: unknown): value is Promise<unknown> {
  return types.isPromise(value) && Object.getPrototypeOf(value) === Promise.prototype;
}
