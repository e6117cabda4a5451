import type { AnyFunction } from './any-function.ts';

/** The part of a TC39 decorator context that tells what is being decorated. */
export interface DecoratorContext {
  readonly kind: string;
  readonly name: string | symbol;
}

interface Accessor {
  get?: AnyFunction;
  set?: AnyFunction;
}

/**
 * Applies a wrapper as a TC39 decorator: to methods, getters and setters, to the two halves of an
 * accessor, to a field that holds a function, to a class.
 */
export function decorate(
  wrap: (fn: AnyFunction) => AnyFunction,
  value: unknown,
  context: DecoratorContext,
): unknown {
  switch (context.kind) {
    case 'method':
    case 'getter':
    case 'setter':
    case 'class':
      return wrap(value as AnyFunction);
    case 'accessor': {
      const { get, set } = value as Accessor;
      return { ...(get && { get: wrap(get) }), ...(set && { set: wrap(set) }) };
    }
    case 'field':
      return (initial: unknown) =>
        typeof initial === 'function' ? wrap(initial as AnyFunction) : initial;
    default:
      return undefined;
  }
}
