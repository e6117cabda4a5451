import { sharedState, type WrappedMark } from '../context/shared-state.ts';
import type { AnyFunction } from './any-function.ts';

/** How a wrapped function is called and constructed: the handler of its Proxy. */
export interface CallHandler {
  apply(target: AnyFunction, self: unknown, args: unknown[]): unknown;
  construct(target: AnyFunction, args: unknown[], newTarget: AnyFunction): object;
}

/**
 * A double of `fn` that nobody can tell apart: name, length, statics, `this`, `new`, prototype and
 * type are the function's own. `kind` names what it is wrapped as; wrapping a function twice as the
 * same kind is wrapping it once, also across copies of this package.
 */
export function wrapFunction<Fn extends AnyFunction>(
  fn: Fn,
  kind: string,
  handler: CallHandler,
): Fn {
  const { wrapped } = sharedState();
  const mark = wrapped.get(fn);
  if (mark?.kinds.includes(kind) === true) return fn;
  const double = new Proxy(fn, handler as ProxyHandler<Fn>);
  wrapped.set(double, markOf(fn, mark, kind));
  return double;
}

function markOf(fn: object, inner: WrappedMark | undefined, kind: string): WrappedMark {
  return { target: inner?.target ?? fn, kinds: [...(inner?.kinds ?? []), kind] };
}

/** The function under every wrapper; the function itself when there is none. */
export function unwrap<Fn extends AnyFunction>(fn: Fn): Fn {
  return (sharedState().wrapped.get(fn)?.target as Fn | undefined) ?? fn;
}
