import { agentmetricsRunDialect } from './doors/agentmetrics-run-dialect.ts';
import type { Door, DoorContext } from './doors/door.ts';
import { heddleDoor } from './doors/heddle-door.ts';
import type { Doorkeeper } from './http/admission.ts';
import type { Keyring } from './http/keyring.ts';
import type { IngestLimits } from './http/limits.ts';
import type { PageSessions } from './http/page-sessions.ts';
import type { RateLimit } from './http/rate-limit.ts';
import { createDeliveryMeter } from './ingest/delivery-meter.ts';
import { createIngest } from './ingest/ingest.ts';
import { readPageFiles, tryFindPage } from './page/page-files.ts';
import { pageRoutes, placeholderPage } from './page/page-routes.ts';
import { adminRoutes } from './query/admin-routes.ts';
import type { RouteContext } from './query/context.ts';
import { deliveryRoutes } from './query/delivery-routes.ts';
import { exportRoutes } from './query/export-routes.ts';
import { figureRoutes } from './query/figure-routes.ts';
import { openapiRoutes } from './query/openapi-routes.ts';
import { pageSessionRoutes } from './query/page-session-routes.ts';
import { runRoutes } from './query/run-routes.ts';
import { searchRoutes } from './query/search-routes.ts';
import { sessionRoutes } from './query/session-routes.ts';
import { tailRoutes } from './query/tail-routes.ts';
import { version } from './version.ts';

export interface Furnishing extends RouteContext {
  readonly keyring: Keyring;
  readonly sessions: PageSessions;
  readonly limits: IngestLimits;
  readonly doorkeeper: Doorkeeper;
  readonly rateLimit: RateLimit;
  readonly doors: readonly Door[];
  readonly pageFolder: string | undefined;
}

/** Every room of the collector, in the order in which addresses are looked up. */
export function registerRoutes(furnishing: Furnishing): { close(): void } {
  const { api, store, limits, rateLimit, doors, pageFolder, now } = furnishing;
  const meter = createDeliveryMeter(now());
  const dialects = [...doors.flatMap(({ dialect }) => dialect ?? []), agentmetricsRunDialect];
  const ingest = createIngest({ store, limits, dialects, rateLimit, meter });
  const doorContext: DoorContext = { ...furnishing, ingest };
  heddleDoor.routes?.(doorContext);
  for (const door of doors) door.routes?.(doorContext);

  runRoutes(furnishing);
  sessionRoutes(furnishing);
  figureRoutes(furnishing);
  searchRoutes(furnishing);
  exportRoutes(furnishing);
  deliveryRoutes({ ...furnishing, meter });
  adminRoutes({ ...furnishing, version });
  pageSessionRoutes(furnishing);
  const tail = tailRoutes(furnishing);
  openapiRoutes({ ...furnishing, version });

  const folder = pageFolder ?? tryFindPage();
  pageRoutes(api, folder === undefined ? placeholderPage : readPageFiles(folder));
  return tail;
}
