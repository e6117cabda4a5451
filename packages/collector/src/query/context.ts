import type { Api } from '../http/route.ts';
import type { EventStore } from '../store/store.ts';

/** What every room of routes is given. */
export interface RouteContext {
  readonly api: Api;
  readonly store: EventStore;
  /** Epoch milliseconds. */
  readonly now: () => number;
}
