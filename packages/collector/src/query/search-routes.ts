import { z } from '@hono/zod-openapi';
import { jsonText, route } from '../http/route.ts';
import { searchResult } from './answers/events.ts';
import type { RouteContext } from './context.ts';
import * as parameters from './parameters.ts';
import { recordText } from './records.ts';

export function searchRoutes({ api, store, now }: RouteContext): void {
  route(
    api,
    {
      method: 'get',
      path: '/v1/search',
      policy: 'read',
      tag: 'search',
      summary: 'Events that contain a text, newest first.',
      query: z.strictObject({
        text: z.string().min(1).max(200),
        agent: parameters.text,
        type: parameters.types,
        from: parameters.time(now),
        to: parameters.time(now),
        limit: parameters.limit(50, 200),
        cursor: parameters.cursor,
      }),
      answer: searchResult,
    },
    async ({ project, query: { text, limit, type, ...rest } }) => {
      const found = await store.search(project, {
        text,
        limit,
        ...parameters.given({ types: type, ...rest }),
      });
      const items = found.items.map(
        (hit) => `${recordText(hit).slice(0, -1)},"excerpt":${JSON.stringify(hit.excerpt)}}`,
      );
      const { method, scanned, nextCursor } = found;
      const others = JSON.stringify({ method, ...parameters.given({ scanned, nextCursor }) });
      return jsonText(`{"items":[${items.join(',')}],${others.slice(1)}`);
    },
  );
}
