import type { Dialect } from '../ingest/dialect.ts';
import type { Ingest } from '../ingest/ingest.ts';
import type { Doorkeeper } from '../http/admission.ts';
import type { IngestLimits } from '../http/limits.ts';
import type { RouteContext } from '../query/context.ts';

/** What a door is given to register its routes with. */
export interface DoorContext extends RouteContext {
  readonly ingest: Ingest;
  readonly limits: IngestLimits;
  readonly doorkeeper: Doorkeeper;
}

/**
 * A way into the collector for one kind of client: Heddle's own, or a neighbour's. It may bring
 * routes, and a dialect for items on the shared `POST /v1/events` and `/v1/events/batch`.
 *
 * @example
 * export const valmiDoor: Door = {
 *   name: 'valmi',
 *   routes(context) {
 *     ingestRoute(context, { path: '/v1/actions', summary: 'One action.' }, toEvents);
 *   },
 * };
 */
export interface Door {
  readonly name: string;
  readonly dialect?: Dialect;
  routes?(context: DoorContext): void;
}
