import { dataMethod, overrideMethod } from '@heddle/core/integration';
import type { AnswerListener } from './answer-listener.ts';

type Method = (...args: never[]) => unknown;
type Transform = (value: unknown, props: unknown) => unknown;

/**
 * Listens to an `APIPromise` on the paths its caller takes, and on no other. It stays the same
 * object: parsing is as lazy as it was, a body is read by whoever asks for it, a rejection is
 * handled or unhandled exactly as without us.
 *
 * The promise's own `then`, `catch`, `finally` and `withResponse` all go through its `parse`, and
 * the client's helpers through `_thenUnwrap`, in every version from 4 to 7. False for anything that
 * is not such a promise.
 */
export function tapPromise(promise: object, listener: AnswerListener): boolean {
  return tap(promise, listener, true);
}

function tap(promise: object, listener: AnswerListener, hearsAnswer: boolean): boolean {
  const parse = dataMethod(promise, 'parse');
  const unwrap = dataMethod(promise, '_thenUnwrap');
  const asResponse = dataMethod(promise, 'asResponse');
  if (parse === undefined || unwrap === undefined || asResponse === undefined) return false;
  overrideMethod(promise, 'parse', tappedParse(parse, listener, hearsAnswer));
  overrideMethod(promise, 'asResponse', tappedAsResponse(asResponse, listener));
  overrideMethod(promise, '_thenUnwrap', function (this: unknown, transform: Transform): unknown {
    // Only the innermost promise hears the answer as it came: outer ones hear what was made of it.
    const heard: Transform = (value, props) => {
      if (hearsAnswer) listener.answer(value);
      return transform(value, props);
    };
    const derived = Reflect.apply(unwrap, this, [heard] as never[]) as object;
    tap(derived, listener, false);
    return derived;
  });
  listener.tapped(promise);
  return true;
}

function tappedParse(parse: Method, listener: AnswerListener, hearsAnswer: boolean): unknown {
  let parsed: Promise<unknown> | undefined;
  return function (this: unknown): Promise<unknown> {
    if (parsed === undefined) {
      listener.asked();
      parsed = (Reflect.apply(parse, this, []) as Promise<unknown>).then(
        (value) => {
          if (hearsAnswer) listener.answer(value);
          return value;
        },
        (error: unknown) => {
          listener.fail(error);
          throw error;
        },
      );
    }
    return parsed;
  };
}

function tappedAsResponse(asResponse: Method, listener: AnswerListener): unknown {
  return function (this: unknown): Promise<unknown> {
    const response = Reflect.apply(asResponse, this, []) as Promise<object>;
    return response.then((value) => {
      listener.raw(value);
      return value;
    });
  };
}
