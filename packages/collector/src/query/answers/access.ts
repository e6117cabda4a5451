import { z } from '@hono/zod-openapi';
import type * as api from '../../api-types.ts';
import { time } from './shared.ts';

const scope = z.enum(['ingest', 'read', 'admin']).openapi('Scope');

export const me: z.ZodType<api.Me> = z
  .object({
    project: z.string(),
    scopes: z.array(scope),
    authentication: z.enum(['local', 'key', 'session']),
    projects: z.array(z.string()),
    readOnly: z.boolean(),
    search: z.enum(['index', 'scan']),
    version: z.string(),
  })
  .openapi('Me');

export const project: z.ZodType<api.Project> = z
  .object({ key: z.string(), name: z.string(), createdAt: time })
  .openapi('Project');

const keyFields = {
  keyId: z.string(),
  name: z.string(),
  project: z.string(),
  scopes: z.array(scope),
  createdAt: time,
  expiresAt: time.exactOptional(),
  revokedAt: time.exactOptional(),
  lastUsedAt: time.exactOptional(),
};

export const apiKey: z.ZodType<api.ApiKey> = z.object(keyFields).openapi('ApiKey');

export const createdApiKey: z.ZodType<api.CreatedApiKey> = z
  .object({ ...keyFields, token: z.string() })
  .openapi('CreatedApiKey');
