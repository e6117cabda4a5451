/** The built-in modules we use, by name. */
interface Builtins {
  'node:fs': typeof import('node:fs');
  'node:http': typeof import('node:http');
  'node:https': typeof import('node:https');
  'node:zlib': typeof import('node:zlib');
}

/**
 * A module of Node's, at the moment it is needed and not when ours loads: importing core stays
 * cheap, and works where there is no such module. Undefined there.
 */
export function builtin<Name extends keyof Builtins>(name: Name): Builtins[Name] | undefined {
  return globalThis.process?.getBuiltinModule?.(name) as Builtins[Name] | undefined;
}
