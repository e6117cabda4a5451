import type { EventStore } from './store.ts';
import { StoreUnavailableError } from './store-errors.ts';

/** The same store for looking only: what would change it is refused. `close` is the caller's. */
export function readOnlyView(store: EventStore, close: () => Promise<void>): EventStore {
  const refuse = (): Promise<never> =>
    Promise.reject(new StoreUnavailableError('read_only', 'This is for looking only.', 3_600));
  return {
    ...store,
    capabilities: { ...store.capabilities, readOnly: true },
    projects: { ...store.projects, create: refuse },
    keys: { ...store.keys, add: refuse, revoke: refuse, used: () => Promise.resolve() },
    append: refuse,
    quarantine: refuse,
    eraseRun: refuse,
    eraseSession: refuse,
    prune: refuse,
    tidy: () => Promise.resolve(),
    rebuild: refuse,
    async health() {
      return { ...(await store.health()), status: 'read_only' };
    },
    close,
  };
}
