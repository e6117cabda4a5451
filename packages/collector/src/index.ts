export { createCollector, type Collector } from './collector.ts';
export { defaultPort, type CollectorOptions } from './options.ts';
export type { Door, DoorContext } from './doors/door.ts';
export { takeEvents, type TakeRequest } from './doors/take-events.ts';
export { createKeyring, type Keyring, type NewKey } from './http/keyring.ts';
export { defaultLimits, type IngestLimits } from './http/limits.ts';
export { HttpProblem, type ProblemCode, type ProblemDetails } from './http/problem.ts';
export type { Policy, Principal } from './http/principal.ts';
export {
  json,
  route,
  type Api,
  type Call,
  type RouteDefinition,
  type RouteEntry,
} from './http/route.ts';
export { derivedId } from './ingest/derived-id.ts';
export type { Dialect, ItemContext } from './ingest/dialect.ts';
export type { Ingest, IngestRequest } from './ingest/ingest.ts';
export { memoryStore } from './store/memory/memory-store.ts';
export { openReadOnly, type ReadOnlyOptions, type ReadOnlySource } from './view/open-read-only.ts';
export { openSqliteStore, type SqliteStoreOptions } from './store/sqlite/sqlite-store.ts';
export { arrivalMark } from './store/same-event.ts';
export { BadCursorError, StoreUnavailableError } from './store/store-errors.ts';
export type { EventStore, IncomingEvent, StoreCapabilities } from './store/store.ts';
