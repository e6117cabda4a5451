/** The getter and setter that an object's class has for a property; undefined for a plain one. */
export function inheritedAccessor(object: object, key: string): PropertyDescriptor | undefined {
  let holder = Object.getPrototypeOf(object) as object | null;
  while (holder !== null) {
    const descriptor = Object.getOwnPropertyDescriptor(holder, key);
    if (descriptor !== undefined) return descriptor.get === undefined ? undefined : descriptor;
    holder = Object.getPrototypeOf(holder) as object | null;
  }
  return undefined;
}
