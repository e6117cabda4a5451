import type { ErrorFacts } from '@heddle/events';
import { describeError, isErrorLike } from './capture-error.ts';
import { createCapture, type Capture } from './capture.ts';

let captureThrown: Capture | undefined;

/**
 * What an event says about something that was thrown, whatever it was: name, message, stack, code,
 * HTTP status, whether a retry may help, the causes (5 deep) and the members of an AggregateError
 * (20). What is not an error is kept as `value`. Never throws and never changes what it is given.
 *
 * @example
 * errorFacts(new TypeError('no such order')); // { name: 'TypeError', message: 'no such order', stack: … }
 * errorFacts('no such order');                // { name: 'string', message: 'no such order', value: … }
 */
export function errorFacts(thrown: unknown): ErrorFacts {
  try {
    if (isErrorLike(thrown)) return describeError(thrown);
    captureThrown ??= createCapture({ items: 50, nodes: 500, stringLength: 16_384 });
    const value = captureThrown(thrown);
    const message = typeof value === 'string' ? value : `[${typeof thrown}]`;
    return { name: typeof thrown, message, value };
  } catch {
    return { name: 'Error', message: '[unreadable]' };
  }
}
