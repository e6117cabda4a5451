import type { ContextManager } from '@heddle/core';
import type { ClsNamespace } from './cls-namespace.ts';
import { layerOver, scopeIn } from './layer.ts';

/**
 * Keeps run and session in a cls-hooked namespace of the host's: they go where the namespace goes,
 * and code that reads the namespace sees them (`namespace.get('heddle.runId')`; `CLS_KEYS` has all).
 * What the host keeps in the namespace is untouched.
 *
 * cls-hooked is built on `async_hooks`: every promise and timer of the process is followed, and
 * memory is held until each is collected. Where the host does not need the namespace to carry
 * Heddle's context, core's AsyncLocalStorage is several times cheaper and loses less.
 *
 * @example
 * const namespace = createNamespace('app');
 * const heddle = createHeddle({ context: clsHookedContextManager(namespace) });
 */
export function clsHookedContextManager(namespace: ClsNamespace): ContextManager {
  return {
    name: 'cls-hooked',
    active: () => scopeIn(namespace.active),
    with(scope, target, self, args) {
      const context = layerOver(namespace.active, scope);
      namespace.enter(context);
      try {
        // Not `namespace.run`: it writes the context onto every error that passes through it.
        return Reflect.apply(target, self, args) as never;
      } finally {
        namespace.exit(context);
      }
    },
  };
}
