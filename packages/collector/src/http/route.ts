import type { IncomingMessage } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { z } from 'zod';
import { dataHeaders } from './headers.ts';
import { HttpProblem } from './problem.ts';
import { allows, type Policy, type Principal } from './principal.ts';
import { readJsonBody } from './read-json-body.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** What a handler is given once the caller was let in and the request was found well-formed. */
export interface Call<Params, Query, Body> {
  readonly principal: Principal;
  /** The number of the one project this call is about; 0 for public routes. */
  readonly project: number;
  readonly projectKey: string;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly incoming: IncomingMessage;
  readonly context: Context<{ Bindings: HttpBindings }>;
}

export interface RouteDefinition<Params, Query, Body> {
  readonly method: Method;
  /** `/v1/runs/{runId}` */
  readonly path: string;
  /** Who may call it. Mandatory: forgetting it does not compile. */
  readonly policy: Policy;
  readonly summary: string;
  readonly tag: string;
  readonly params?: z.ZodType<Params>;
  /** Unknown parameters are refused: a misspelt filter must not look like an empty answer. */
  readonly query?: z.ZodType<Query>;
  /** A small JSON body. Routes that read the body themselves leave this out. */
  readonly body?: z.ZodType<Body>;
  /** What a success holds, for the OpenAPI document. */
  readonly answer?: z.ZodType | { readonly contentType: string; readonly description: string };
  readonly requestBody?: { readonly contentType: string; readonly description: string };
}

export type Handler<Params, Query, Body> = (
  call: Call<Params, Query, Body>,
) => Response | object | Promise<Response | object>;

/** One line of the inventory: what the tests go through. */
export interface RouteEntry {
  readonly method: Method;
  readonly path: string;
  readonly policy: Policy;
}

/** Everything routes need to be registered; see `createApi`. */
export interface Api {
  readonly app: OpenAPIHono<{ Bindings: HttpBindings }>;
  /** Every route there is. */
  readonly routes: readonly RouteEntry[];
  register(entry: RouteEntry): void;
  identify(request: IncomingMessage): Promise<Principal>;
  /** The project a call is about. @throws HttpProblem `not_found` for another's. */
  projectOf(
    principal: Principal,
    context: Context<{ Bindings: HttpBindings }>,
  ): Promise<{ number: number; key: string }>;
}

/**
 * The one way to add a route. In this order: who is asking, may they, is the request well-formed;
 * only then the handler runs.
 *
 * @example
 * route(api, { method: 'get', path: '/v1/health', policy: 'public', summary: 'Is it up?', tag: 'health' },
 *   () => ({ status: 'ok' }));
 */
export function route<Params = object, Query = object, Body = undefined>(
  api: Api,
  definition: RouteDefinition<Params, Query, Body>,
  handler: Handler<Params, Query, Body>,
): void {
  const { method, path, policy } = definition;
  if (!['public', 'ingest', 'read', 'admin'].includes(policy)) {
    throw new Error(`The route ${method} ${path} has no policy.`);
  }
  api.register({ method, path, policy });
  document(api, definition);
  api.app.on(method.toUpperCase(), toHonoPath(path), async (context) => {
    const { incoming } = context.env;
    const principal = await api.identify(incoming);
    require(principal, policy);
    const project =
      policy === 'public' ? { number: 0, key: '' } : await api.projectOf(principal, context);
    const call: Call<Params, Query, Body> = {
      principal,
      project: project.number,
      projectKey: project.key,
      params: parsePart(definition.params, context.req.param(), 'path'),
      query: parsePart(definition.query, queryOf(context), 'query'),
      body: (definition.body === undefined
        ? undefined
        : parsePart(definition.body, await readJsonBody(incoming), 'body')) as Body,
      incoming,
      context,
    };
    const answer = await answered(() => handler(call));
    return answer instanceof Response ? answer : json(answer);
  });
}

/** Hono hands on only what is an `Error`; libraries throw other things too. */
async function answered(
  work: () => ReturnType<Handler<unknown, unknown, unknown>>,
): Promise<Response | object> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Error ? error : new Error('Something was thrown.', { cause: error });
  }
}

/** An answer as JSON, with the headers that every piece of data gets. */
export function json(answer: object, status = 200): Response {
  return jsonText(JSON.stringify(answer), status);
}

export function jsonText(text: string, status = 200): Response {
  return new Response(text, {
    status,
    headers: { ...dataHeaders, 'content-type': 'application/json' },
  });
}

function require(principal: Principal, policy: Policy): void {
  if (allows(principal, policy)) return;
  if (principal.kind === 'anonymous') {
    throw new HttpProblem('unauthorized', 'Send a key as "Authorization: Bearer hd_…".');
  }
  throw new HttpProblem('forbidden', `This key may not do that: it lacks the scope "${policy}".`);
}

function queryOf(context: Context): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {};
  for (const [name, values] of Object.entries(context.req.queries())) {
    // The project was already looked at; a list is a parameter given several times.
    if (name === 'project') continue;
    query[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  return query;
}

const nothing = z.strictObject({});

function parsePart<Part>(
  schema: z.ZodType<Part> | undefined,
  value: unknown,
  where: 'path' | 'query' | 'body',
): Part {
  const parsed = (schema ?? (where === 'path' ? z.unknown() : nothing)).safeParse(value);
  if (parsed.success) return parsed.data as Part;
  const issues = parsed.error.issues.map(({ path, message }) => ({
    path: [where, ...path.map(String)].join('.'),
    message,
  }));
  const [first] = issues;
  throw new HttpProblem('bad_request', `${first?.path ?? where}: ${first?.message ?? 'wrong'}`, {
    issues,
  });
}

function toHonoPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

function document<Params, Query, Body>(
  api: Api,
  definition: RouteDefinition<Params, Query, Body>,
): void {
  const { method, path, policy, summary, tag, params, query, body, requestBody } = definition;
  api.app.openAPIRegistry.registerPath({
    method,
    path,
    summary,
    tags: [tag],
    operationId: `${method}_${path.replaceAll(/[^a-z]+/gi, '_')}`,
    ...(policy === 'public' ? { security: [] } : { security: [{ key: [] }] }),
    request: {
      ...(params === undefined ? {} : { params: params as unknown as z.ZodObject }),
      ...(query === undefined ? {} : { query: query as unknown as z.ZodObject }),
      ...(body === undefined
        ? {}
        : { body: { content: { 'application/json': { schema: body } } } }),
      ...(requestBody === undefined
        ? {}
        : {
            body: {
              description: requestBody.description,
              content: { [requestBody.contentType]: { schema: {} } },
            },
          }),
    },
    responses: {
      200: answerOf(definition.answer),
      default: {
        description: 'A problem.',
        content: {
          'application/json': { schema: { $ref: '#/components/schemas/Problem' } },
        },
      },
    },
  });
}

function answerOf(answer: RouteDefinition<unknown, unknown, unknown>['answer']): {
  description: string;
  content?: Record<string, { schema: z.ZodType | object }>;
} {
  if (answer === undefined) return { description: 'Done.' };
  if (answer instanceof z.ZodType) {
    return { description: 'The answer.', content: { 'application/json': { schema: answer } } };
  }
  return { description: answer.description, content: { [answer.contentType]: { schema: {} } } };
}
