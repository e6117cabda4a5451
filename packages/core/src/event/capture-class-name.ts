import { types } from 'node:util';

/** The name of an object's class, found without running any code of its class. */
export function className(value: object): string {
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === null || types.isProxy(prototype)) return 'Object';
  const maker: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  return (typeof maker === 'function' && functionName(maker)) || 'Object';
}

export function functionName(value: object): string {
  if (types.isProxy(value)) return '';
  const name: unknown = Object.getOwnPropertyDescriptor(value, 'name')?.value;
  return typeof name === 'string' ? name.slice(0, 200) : '';
}
