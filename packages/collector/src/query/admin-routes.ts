import { z } from '@hono/zod-openapi';
import type { CreatedApiKey, Me, Scope } from '../api-types.ts';
import type { Keyring } from '../http/keyring.ts';
import { HttpProblem } from '../http/problem.ts';
import { json, route } from '../http/route.ts';
import { apiKey, createdApiKey, me, project as projectAnswer } from './answers/access.ts';
import type { RouteContext } from './context.ts';
import { missing } from './run-routes.ts';

const tag = 'access';
const name = z.string().trim().min(1).max(100);
const scopes: z.ZodType<Scope[]> = z
  .array(z.enum(['ingest', 'read', 'admin']))
  .min(1)
  .max(3);

export interface AdminContext extends RouteContext {
  readonly keyring: Keyring;
  readonly version: string;
}

export function adminRoutes(context: AdminContext): void {
  meRoute(context);
  projectRoutes(context);
  keyRoutes(context);
}

function meRoute({ api, store, version }: AdminContext): void {
  route(
    api,
    {
      method: 'get',
      path: '/v1/me',
      policy: 'read',
      tag,
      summary: 'Who the collector thinks is asking.',
      answer: me,
    },
    async ({ principal, projectKey }): Promise<Me> => ({
      project: projectKey,
      scopes: [...principal.scopes],
      authentication: principal.kind === 'anonymous' ? 'local' : principal.kind,
      projects:
        principal.project === undefined
          ? (await store.projects.list()).map(({ key }) => key)
          : [principal.project],
      readOnly: store.capabilities.readOnly,
      search: store.capabilities.textSearch,
      version,
    }),
  );
}

function projectRoutes({ api, store, now }: AdminContext): void {
  route(
    api,
    {
      method: 'get',
      path: '/v1/projects',
      policy: 'read',
      tag,
      summary: 'The projects the caller may see.',
      answer: z.object({ items: z.array(projectAnswer) }),
    },
    async ({ principal }) => {
      const all = await store.projects.list();
      const own = all.filter(
        ({ key }) => principal.project === undefined || key === principal.project,
      );
      return { items: own };
    },
  );

  route(
    api,
    {
      method: 'post',
      path: '/v1/projects',
      policy: 'admin',
      tag,
      summary: 'Makes a project. Only for the collector’s own admin, not for a project’s.',
      body: z.strictObject({
        key: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'Use a-z, 0-9 and -.'),
        name: name.optional(),
      }),
      answer: projectAnswer,
    },
    async ({ principal, body }) => {
      requireInstanceAdmin(principal.project);
      return json(await store.projects.create(body.key, body.name ?? body.key, now()), 201);
    },
  );
}

function keyRoutes({ api, keyring, now }: AdminContext): void {
  route(
    api,
    {
      method: 'get',
      path: '/v1/keys',
      policy: 'admin',
      tag,
      summary: 'The keys of the project, without their secrets.',
      answer: z.object({ items: z.array(apiKey) }),
    },
    async ({ projectKey }) => ({ items: await keyring.list(projectKey) }),
  );

  route(
    api,
    {
      method: 'post',
      path: '/v1/keys',
      policy: 'admin',
      tag,
      summary: 'Makes a key. Its token is shown this once.',
      body: z.strictObject({
        name,
        scopes,
        expiresAt: z.iso.datetime({ offset: true }).optional(),
      }),
      answer: createdApiKey,
    },
    async ({ projectKey, body }) => {
      const created: CreatedApiKey = await keyring.create({
        name: body.name,
        scopes: [...new Set(body.scopes)],
        project: projectKey,
        ...(body.expiresAt === undefined ? {} : { expiresAt: inFuture(body.expiresAt, now()) }),
      });
      return json(created, 201);
    },
  );

  route(
    api,
    {
      method: 'delete',
      path: '/v1/keys/{keyId}',
      policy: 'admin',
      tag,
      summary: 'Revokes a key, from now on and for good.',
      params: z.strictObject({ keyId: z.string().max(100) }),
    },
    async ({ projectKey, params: { keyId } }) => {
      if (!(await keyring.revoke(keyId, projectKey))) missing('key');
      return { revoked: keyId };
    },
  );
}

function inFuture(text: string, now: number): number {
  const at = Date.parse(text);
  if (at > now) return at;
  throw new HttpProblem('bad_request', 'body.expiresAt: must lie in the future.');
}

/** A key belongs to a project; only the operator, on the machine or in the page, has them all. */
function requireInstanceAdmin(project: string | undefined): void {
  if (project === undefined) return;
  throw new HttpProblem('forbidden', 'Projects are made by the operator of the collector.');
}
