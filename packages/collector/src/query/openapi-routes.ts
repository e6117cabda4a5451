import { eventJsonSchema } from '@heddle/events';
import { json, route } from '../http/route.ts';
import { problem } from './answers/shared.ts';
import type { RouteContext } from './context.ts';

/** The API described by itself. Registered last: it knows the routes that are there. */
export function openapiRoutes({ api, version }: RouteContext & { readonly version: string }): void {
  const registry = api.app.openAPIRegistry;
  registry.register('Problem', problem);
  registry.registerComponent('securitySchemes', 'key', {
    type: 'http',
    scheme: 'bearer',
    description: 'hd_<keyId>_<secret>. Not needed while the collector has no keys.',
  });

  route(
    api,
    {
      method: 'get',
      path: '/v1/openapi.json',
      policy: 'public',
      tag: 'api',
      summary: 'This document (OpenAPI 3.1).',
    },
    () =>
      json(
        api.app.getOpenAPI31Document({
          openapi: '3.1.0',
          info: {
            title: 'Heddle collector',
            version,
            description: 'Events of AI agents: sending, reading, watching.',
          },
        }),
      ),
  );

  route(
    api,
    {
      method: 'get',
      path: '/v1/schema/events.json',
      policy: 'public',
      tag: 'api',
      summary: 'The JSON Schema of the events it takes (draft 2020-12).',
    },
    () => json(eventJsonSchema()),
  );
}
