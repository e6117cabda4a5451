import { z } from '@hono/zod-openapi';
import { HttpProblem } from '../http/problem.ts';
import { route } from '../http/route.ts';
import { pageOf } from './answers/shared.ts';
import { runDetail, runSummary } from './answers/runs.ts';
import { runTree } from './answers/tree.ts';
import { erased } from './answers/delivery.ts';
import { storedEvent } from './answers/events.ts';
import type { RouteContext } from './context.ts';
import * as parameters from './parameters.ts';
import { recordPage } from './records.ts';
import { readTree } from './tree/read-tree.ts';

const tag = 'runs';
const params = z.strictObject({ runId: z.string().min(1).max(512) });

export function runRoutes({ api, store, now }: RouteContext): void {
  route(
    api,
    {
      method: 'get',
      path: '/v1/runs',
      policy: 'read',
      tag,
      summary: 'Runs, newest first.',
      query: z.strictObject({
        agent: parameters.text,
        status: parameters.status,
        environment: parameters.text,
        model: parameters.text,
        tool: parameters.text,
        session: parameters.text,
        text: parameters.text,
        from: parameters.time(now),
        to: parameters.time(now),
        limit: parameters.limit(50, 200),
        cursor: parameters.cursor,
      }),
      answer: pageOf(runSummary),
    },
    ({ project, query: { limit, ...filters } }) =>
      store.listRuns(project, { limit, ...parameters.given(filters) }),
  );

  route(
    api,
    {
      method: 'get',
      path: '/v1/runs/{runId}',
      policy: 'read',
      tag,
      summary: 'One run with its input, output, error, children and gaps.',
      params,
      answer: runDetail,
    },
    async ({ project, params: { runId } }) =>
      (await store.tryGetRun(project, runId)) ?? missing('run'),
  );

  route(
    api,
    {
      method: 'get',
      path: '/v1/runs/{runId}/events',
      policy: 'read',
      tag,
      summary: 'The events of a run in the order of their sequence numbers.',
      params,
      query: eventQuery,
      answer: pageOf(storedEvent),
    },
    async ({ project, params: { runId }, query: { limit, type, cursor } }) => {
      const query = { limit, ...parameters.given({ types: type, cursor }) };
      const page = await store.runEvents(project, runId, query);
      if (page.items.length === 0 && cursor === undefined && type === undefined) missing('run');
      return recordPage(page);
    },
  );

  route(
    api,
    {
      method: 'get',
      path: '/v1/runs/{runId}/tree',
      policy: 'read',
      tag,
      summary: 'A run as the rows of a waterfall, child runs below what started them.',
      params,
      query: z.strictObject({ limit: parameters.limit(5_000, 20_000) }),
      answer: runTree,
    },
    async ({ project, params: { runId }, query: { limit } }) =>
      (await readTree(store, project, runId, limit)) ?? missing('run'),
  );

  route(
    api,
    {
      method: 'delete',
      path: '/v1/runs/{runId}',
      policy: 'admin',
      tag,
      summary: 'Erases a run: its events, its part of every sum, every trace in the files.',
      params,
      answer: erased,
    },
    async ({ project, params: { runId } }) =>
      (await store.eraseRun(project, runId)) ?? missing('run'),
  );
}

export const eventQuery: z.ZodType<{
  type?: readonly string[] | undefined;
  limit: number;
  cursor?: string | undefined;
}> = z.strictObject({
  type: parameters.types,
  limit: parameters.limit(200, 1_000),
  cursor: parameters.cursor,
});

export function missing(thing: string): never {
  throw new HttpProblem('not_found', `There is no such ${thing}.`);
}
