import { z } from '@hono/zod-openapi';
import { route } from '../http/route.ts';
import { erased } from './answers/delivery.ts';
import { pageOf } from './answers/shared.ts';
import { sessionDetail, sessionSummary } from './answers/sessions.ts';
import { storedEvent } from './answers/events.ts';
import type { RouteContext } from './context.ts';
import * as parameters from './parameters.ts';
import { recordPage } from './records.ts';
import { eventQuery, missing } from './run-routes.ts';

const tag = 'sessions';
const params = z.strictObject({ sessionId: z.string().min(1).max(512) });

export function sessionRoutes({ api, store, now }: RouteContext): void {
  route(
    api,
    {
      method: 'get',
      path: '/v1/sessions',
      policy: 'read',
      tag,
      summary: 'Sessions, newest first.',
      query: z.strictObject({
        agent: parameters.text,
        status: parameters.status,
        environment: parameters.text,
        text: parameters.text,
        from: parameters.time(now),
        to: parameters.time(now),
        limit: parameters.limit(50, 200),
        cursor: parameters.cursor,
      }),
      answer: pageOf(sessionSummary),
    },
    ({ project, query: { limit, ...filters } }) =>
      store.listSessions(project, { limit, ...parameters.given(filters) }),
  );

  route(
    api,
    {
      method: 'get',
      path: '/v1/sessions/{sessionId}',
      policy: 'read',
      tag,
      summary: 'One session with its runs and handoffs.',
      params,
      answer: sessionDetail,
    },
    async ({ project, params: { sessionId } }) =>
      (await store.tryGetSession(project, sessionId)) ?? missing('session'),
  );

  route(
    api,
    {
      method: 'get',
      path: '/v1/sessions/{sessionId}/events',
      policy: 'read',
      tag,
      summary: 'All events of a session in the order of their session numbers, for replay.',
      params,
      query: eventQuery,
      answer: pageOf(storedEvent),
    },
    async ({ project, params: { sessionId }, query: { limit, type, cursor } }) => {
      const query = { limit, ...parameters.given({ types: type, cursor }) };
      const page = await store.sessionEvents(project, sessionId, query);
      if (page.items.length === 0 && cursor === undefined && type === undefined) missing('session');
      return recordPage(page);
    },
  );

  route(
    api,
    {
      method: 'delete',
      path: '/v1/sessions/{sessionId}',
      policy: 'admin',
      tag,
      summary: 'Erases a session with all its runs.',
      params,
      answer: erased,
    },
    async ({ project, params: { sessionId } }) =>
      (await store.eraseSession(project, sessionId)) ?? missing('session'),
  );
}
