import type { Json } from '@heddle/events';

/** Sets a field of a copy. Plain assignment to `__proto__` would set the copy's prototype. */
export function setField(copy: Record<string, Json>, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(copy, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  } else {
    copy[key] = value;
  }
}
