import { AsyncLocalStorage } from 'node:async_hooks';
import type { ContextManager } from './manager.ts';
import type { Scope } from './scope.ts';

/** The default context manager: one AsyncLocalStorage, switched once per wrapped call. */
export function asyncLocalStorageContextManager(): ContextManager {
  const storage = new AsyncLocalStorage<Scope | undefined>();
  const apply = Reflect.apply;
  return {
    name: 'async-local-storage',
    active: () => storage.getStore(),
    with: (scope, target, self, args) =>
      storage.run(scope, apply as never, target, self, args) as never,
  };
}
