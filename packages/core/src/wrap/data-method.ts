import { types } from 'node:util';

/**
 * The method `key` of an object, found without running a line of the host's code: getters and
 * Proxies on the way are left alone and count as "no such method".
 */
export function dataMethod(
  object: object,
  key: PropertyKey,
): ((...args: never[]) => unknown) | undefined {
  let holder: object | null = object;
  while (holder !== null && !types.isProxy(holder)) {
    const descriptor = Object.getOwnPropertyDescriptor(holder, key);
    if (descriptor !== undefined) {
      return typeof descriptor.value === 'function' ? descriptor.value : undefined;
    }
    holder = Object.getPrototypeOf(holder) as object | null;
  }
  return undefined;
}

/** An own data property's value; undefined for anything that would take running host code to know. */
export function dataValue(object: object, key: PropertyKey): unknown {
  return types.isProxy(object) ? undefined : Object.getOwnPropertyDescriptor(object, key)?.value;
}

/**
 * Puts our method in front of the host's, on the object itself, out of sight of enumeration. False
 * when the object is frozen or the property is fixed: then we do without.
 */
export function overrideMethod(object: object, key: PropertyKey, value: unknown): boolean {
  return Reflect.defineProperty(object, key, {
    value,
    writable: true,
    enumerable: Object.prototype.propertyIsEnumerable.call(object, key),
    configurable: true,
  });
}
