import type { AnyFunction } from '@heddle/core';
import { inheritedAccessor } from './inherited-accessor.ts';

type Around = (args: readonly unknown[], call: () => unknown) => unknown;

/**
 * Stands between an object and a callback property that others assign (`onmessage`, `onclose`),
 * whenever and as often as they do. An accessor of the object's class is used, not replaced.
 */
export function tapCallback(object: object, key: string, around: Around): boolean {
  const inherited = inheritedAccessor(object, key);
  const doubles = new WeakSet();
  const double = (callback: unknown): unknown => {
    // The SDK reads a callback, keeps it and puts it back: what is ours already stays as it is.
    if (typeof callback !== 'function' || doubles.has(callback)) return callback;
    const made = new Proxy(callback as AnyFunction, {
      apply: (target, self, args) =>
        around(args, () => Reflect.apply(target, self, args) as unknown),
    });
    doubles.add(made);
    return made;
  };
  let current: unknown = double(Reflect.get(object, key));
  const defined = Reflect.defineProperty(object, key, {
    configurable: true,
    enumerable: true,
    get: () => (inherited === undefined ? current : inherited.get?.call(object)),
    set(callback: unknown) {
      current = double(callback);
      inherited?.set?.call(object, current);
    },
  });
  if (defined && current !== undefined) inherited?.set?.call(object, current);
  return defined;
}
