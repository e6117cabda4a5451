import { asyncLocalStorageContextManager, type ContextManager } from '@heddle/core';
import type { ClsNamespace } from './cls-namespace.ts';
import { clsHookedContextManager } from './cls-hooked-context-manager.ts';

/**
 * For hosts that have both: carries run and session in the namespace and in another manager,
 * AsyncLocalStorage when none is given. Where one of them has lost its way the other is believed;
 * where they differ, the namespace, because a host that binds a function to a namespace means it.
 *
 * @example
 * const context = bridgedContextManager(createNamespace('app'));
 * const heddle = createHeddle({ context });
 * pool.acquire(namespace.bind(callback)); // the callback belongs to the run it was bound in
 */
export function bridgedContextManager(
  namespace: ClsNamespace,
  other: ContextManager = asyncLocalStorageContextManager(),
): ContextManager {
  const cls = clsHookedContextManager(namespace);
  const enter = cls.with as (...args: never[]) => unknown;
  return {
    name: `cls-hooked + ${other.name}`,
    active: () => cls.active() ?? other.active(),
    ...(other.foreignParent !== undefined && {
      foreignParent: (parent) => other.foreignParent?.(parent),
    }),
    with: (scope, target, self, args) =>
      other.with(scope, enter as never, cls, [scope, target, self, args]) as never,
  };
}
