import type { HttpBindings } from '@hono/node-server';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { BadCursorError, StoreUnavailableError } from '../store/store-errors.ts';
import type { EventStore } from '../store/store.ts';
import type { Authenticator } from './authenticate.ts';
import { requireOwnHost, type GuardOptions } from './guard.ts';
import { dataHeaders } from './headers.ts';
import { HttpProblem, retryAfter, toResponse } from './problem.ts';
import type { Principal } from './principal.ts';
import type { Api, RouteEntry } from './route.ts';

export interface ApiOptions {
  readonly store: EventStore;
  readonly authenticator: Authenticator;
  /** Asked for each request: the port is known only once the server listens. */
  readonly guard: GuardOptions;
  /** Told of errors that are ours. */
  readonly onError: (error: unknown) => void;
}

/** The application without its routes: guard in front, problems as JSON, an inventory. */
export function createApi({ store, authenticator, guard, onError }: ApiOptions): Api {
  const app = new OpenAPIHono<{ Bindings: HttpBindings }>();
  const routes: RouteEntry[] = [];
  const projects = new Map<string, number>();

  app.use('*', async (context, next) => {
    requireOwnHost(context.env.incoming, guard);
    const origin = context.req.header('origin');
    const foreign = origin !== undefined && guard.allowedOrigins.includes(origin);
    if (foreign && context.req.method === 'OPTIONS') return preflight(origin);
    await next();
    if (foreign) allow(context.res.headers, origin);
    return undefined;
  });
  app.notFound(() => problem(new HttpProblem('not_found', 'There is nothing at this address.')));
  app.onError((error) => problem(toProblem(error, store, onError)));

  return {
    app,
    routes,
    register: (entry) => routes.push(entry),
    identify: (request) => authenticator.identify(request),
    async projectOf(principal, context) {
      const key = projectKeyOf(principal, context);
      const number = projects.get(key) ?? (await store.projects.tryGetNumber(key));
      if (number === undefined) throw new HttpProblem('not_found', 'There is no such project.');
      projects.set(key, number);
      return { number, key };
    },
  };
}

/** A key's project comes from the key. Naming another one is asking for what is not there. */
function projectKeyOf(principal: Principal, context: Context): string {
  const wanted = context.req.header('x-heddle-project') ?? context.req.query('project');
  if (principal.project === undefined) return wanted ?? 'default';
  if (wanted === undefined || wanted === principal.project) return principal.project;
  throw new HttpProblem('not_found', 'There is no such project.');
}

function toProblem(
  error: unknown,
  store: EventStore,
  onError: (error: unknown) => void,
): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof BadCursorError) return new HttpProblem('bad_request', error.message);
  if (error instanceof StoreUnavailableError) {
    if (store.capabilities.readOnly) return new HttpProblem('read_only', error.message);
    const code = error.reason === 'busy' ? 'rate_limited' : 'overloaded';
    return new HttpProblem(code, error.message, retryAfter(error.retryAfterSeconds));
  }
  onError(error);
  return new HttpProblem('internal', 'The collector made a mistake. Its log says more.');
}

function problem(details: HttpProblem): Response {
  const response = toResponse(details);
  for (const [name, value] of Object.entries(dataHeaders)) response.headers.set(name, value);
  return response;
}

function preflight(origin: string): Response {
  const response = new Response(null, { status: 204 });
  allow(response.headers, origin);
  response.headers.set('access-control-allow-methods', 'GET, POST');
  response.headers.set(
    'access-control-allow-headers',
    'authorization, content-type, content-encoding, idempotency-key, x-heddle-project',
  );
  response.headers.set('access-control-max-age', '600');
  return response;
}

function allow(headers: Headers, origin: string): void {
  headers.set('access-control-allow-origin', origin);
  headers.set('cross-origin-resource-policy', 'cross-origin');
  headers.append('vary', 'origin');
}
