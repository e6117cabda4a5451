import { overrideMethod } from '@heddle/core/integration';
import type { AnyFunction } from '@heddle/core';

/**
 * Puts `call` in front of a method, on the object itself. The double has the method's own name and
 * length. False when there is no such method, or the object does not let itself be changed.
 */
export function replaceMethod(
  object: object,
  key: string,
  call: (method: AnyFunction, self: unknown, args: unknown[]) => unknown,
): boolean {
  const method: unknown = Reflect.get(object, key);
  if (typeof method !== 'function') return false;
  const double = new Proxy(method as AnyFunction, { apply: call });
  return overrideMethod(object, key, double);
}
