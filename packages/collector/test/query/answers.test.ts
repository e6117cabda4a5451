import { join } from 'node:path';
import { beforeAll, afterAll, describe, expect, it } from 'vitest';
import { rmSync } from 'node:fs';
import type { z } from '@hono/zod-openapi';
import { createCollector, type Collector } from '../../src/collector.ts';
import * as access from '../../src/query/answers/access.ts';
import * as delivery from '../../src/query/answers/delivery.ts';
import * as events from '../../src/query/answers/events.ts';
import * as figures from '../../src/query/answers/figures.ts';
import * as runs from '../../src/query/answers/runs.ts';
import * as sessions from '../../src/query/answers/sessions.ts';
import { pageOf } from '../../src/query/answers/shared.ts';
import * as tree from '../../src/query/answers/tree.ts';
import { call, type Answer } from '../support/collector.ts';
import { incoming, noon, noTotals, stamp, story } from '../support/events.ts';
import { openInlineStore } from '../support/inline-store.ts';
import { newFolder } from '../support/temporary-folder.ts';

const folder = newFolder();
let collector: Collector;

function get(path: string, headers = {}): Promise<Answer> {
  return call(collector, 'GET', path, { headers });
}

beforeAll(async () => {
  const store = await openInlineStore({ path: join(folder, 'store.db') });
  collector = await createCollector({ port: 0, store, now: () => noon + 3_600_000 });
  const handoff = { id: 'h1', sourceRunId: 'r1', targetAgentKey: 'billing', targetRunId: 'r2' };
  const all = [
    ...stamp([{ type: 'agent.session.started', session: { kind: 'multi_agent' }, input: 'Help' }], {
      sessionId: 's1',
      seed: 90,
    }),
    ...story({ runId: 'r1', sessionId: 's1', environment: 'production' }),
    ...stamp([{ type: 'agent.handoff.requested', handoff }], {
      runId: 'r1',
      sessionId: 's1',
      seed: 91,
    }).map((event) => ({ ...event, sequenceNumber: 20 })),
    ...story({
      runId: 'r2',
      sessionId: 's1',
      parentRunId: 'r1',
      agentKey: 'billing',
      model: 'gpt-5',
      fails: true,
      seed: 2,
    }),
    ...stamp(
      [
        {
          type: 'agent.session.completed',
          session: { kind: 'multi_agent' },
          outcome: 'completed',
          totals: noTotals,
          sessionSequenceNumber: 99,
        },
      ],
      { sessionId: 's1', seed: 92 },
    ),
    ...story({ runId: 'r3', seed: 3, open: true, startedAt: noon - 60_000 }),
  ];
  await store.append(1, incoming(all), noon + 10_000);
  await store.quarantine(1, [{ reason: 'invalid', detail: 'type: wrong', body: '{}' }], noon);
});
afterAll(async () => {
  await collector.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('every answer', () => {
  it('has the shape that the OpenAPI document and the types promise', async () => {
    const promised: [string, z.ZodType][] = [
      ['/v1/health', delivery.health],
      ['/v1/runs', pageOf(runs.runSummary)],
      ['/v1/runs/r1', runs.runDetail],
      ['/v1/runs/r2', runs.runDetail],
      ['/v1/runs/r1/events', pageOf(events.storedEvent)],
      ['/v1/runs/r1/tree', tree.runTree],
      ['/v1/sessions', pageOf(sessions.sessionSummary)],
      ['/v1/sessions/s1', sessions.sessionDetail],
      ['/v1/sessions/s1/events', pageOf(events.storedEvent)],
      ['/v1/series?measure=models&groupBy=model', figures.series],
      ['/v1/breakdown?measure=tools&by=tool,agent', figures.breakdown],
      ['/v1/facets', figures.facets],
      ['/v1/search?text=order', events.searchResult],
      ['/v1/delivery', delivery.deliveryHealth],
      ['/v1/quarantine', pageOf(delivery.quarantinedEvent)],
      ['/v1/me', access.me],
    ];
    for (const [path, schema] of promised) {
      const { status, body } = await get(path);
      expect({ path, status }).toEqual({ path, status: 200 });
      const parsed = schema.safeParse(body);
      expect({ path, issues: parsed.error?.issues ?? [] }).toEqual({ path, issues: [] });
      // Nothing beyond what is promised either: unknown keys are stripped by parsing.
      expect({ path, body: parsed.data }).toEqual({ path, body });
    }
  });

  it('is described at /v1/openapi.json, with a policy for each route', async () => {
    const { body } = await get('/v1/openapi.json');
    expect(body.openapi).toBe('3.1.0');
    const described = Object.entries<Record<string, { security: unknown[]; responses: object }>>(
      body.paths,
    ).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
    expect(described.sort()).toEqual(
      collector.routes.map(({ method, path }) => `${method} ${path}`).sort(),
    );
    expect(body.paths['/v1/runs'].get.security).toEqual([{ key: [] }]);
    expect(body.paths['/v1/health'].get.security).toEqual([]);
    expect(
      body.paths['/v1/runs'].get.parameters.map(({ name }: { name: string }) => name),
    ).toContain('agent');
    expect(body.components.schemas.RunSummary.required).toContain('runId');
    const schema = await get('/v1/schema/events.json');
    expect(JSON.stringify(schema.body)).toContain('agent.tool.called');
  });
});

describe('runs and sessions', () => {
  it('are filtered and paged by query parameters', async () => {
    const ids = async (query: string): Promise<string[]> =>
      (await get(`/v1/runs?${query}`)).body.items.map(({ runId }: { runId: string }) => runId);
    expect(await ids('')).toEqual(['r2', 'r1', 'r3']);
    expect(await ids('agent=billing&status=failed')).toEqual(['r2']);
    expect(await ids('model=gpt-5')).toEqual(['r2']);
    expect(await ids('session=s1&environment=production')).toEqual(['r1']);
    expect(await ids('agent=')).toEqual(['r2', 'r1', 'r3']);
    expect(await ids(`from=${noon}`)).toEqual(['r2', 'r1']);
    expect(await ids(`to=${new Date(noon).toISOString()}`)).toEqual(['r3']);
    const first = await get('/v1/runs?limit=2');
    const second = await get(`/v1/runs?limit=2&cursor=${first.body.nextCursor}`);
    expect(second.body.items.map(({ runId }: { runId: string }) => runId)).toEqual(['r3']);
    expect(second.body.nextCursor).toBeUndefined();
    expect((await get('/v1/sessions?agent=billing')).body.items).toHaveLength(1);
    for (const query of [
      'limit=0',
      'limit=201',
      'limit=x',
      'status=odd',
      'from=yesterday',
      'cursor=%00',
      'from=-99999999999d',
    ]) {
      expect({ query, status: (await get(`/v1/runs?${query}`)).status }).toEqual({
        query,
        status: 400,
      });
    }
  });

  it('name what they are made of', async () => {
    const { body } = await get('/v1/sessions/s1');
    expect(body).toMatchObject({
      status: 'completed',
      input: 'Help',
      runs: 2,
      failedRuns: 1,
      agents: ['billing', 'support'],
      handoffList: [{ handoffId: 'h1', status: 'requested', targetRunId: 'r2' }],
    });
    const run = await get('/v1/runs/r1');
    expect(run.body.children).toMatchObject([{ runId: 'r2' }]);
    const replay = await get('/v1/sessions/s1/events?limit=1000');
    expect(replay.body.items).toHaveLength(body.events);
    const tools = await get('/v1/runs/r1/events?type=agent.tool.called,agent.error');
    expect(tools.body.items).toHaveLength(2);
    expect((await get('/v1/runs/nope/events')).status).toBe(404);
    expect((await get('/v1/sessions/nope/events')).status).toBe(404);
    expect((await get('/v1/runs/nope/tree')).status).toBe(404);
  });

  it('can be erased', async () => {
    await collector.store.append(
      1,
      incoming(story({ runId: 'gone', sessionId: 'gone-too', seed: 70 })),
      noon,
    );
    expect((await call(collector, 'DELETE', '/v1/runs/gone')).body).toEqual({
      events: 12,
      runs: 1,
    });
    expect((await call(collector, 'DELETE', '/v1/runs/gone')).status).toBe(404);
    expect((await call(collector, 'DELETE', '/v1/sessions/gone-too')).status).toBe(404);
  });
});

describe('figures', () => {
  it('come in buckets that fit the range', async () => {
    const { body } = await get(
      `/v1/series?measure=models&groupBy=agent&from=${noon - 1_800_000}&to=${noon + 1_800_000}`,
    );
    expect(body).toMatchObject({ bucketSeconds: 60, groups: ['support', 'billing'] });
    expect(body.points).toHaveLength(3);
    const month = await get('/v1/series?from=-30d');
    expect(month.body.bucketSeconds).toBe(21_600);
    const given = await get('/v1/series?from=-2d&bucket=3600');
    expect(given.body.bucketSeconds).toBe(3600);
    const tooFine = await get('/v1/series?from=-40d&bucket=60');
    expect(tooFine.body.bucketSeconds).toBe(3600);
    const total = await get('/v1/breakdown?measure=models&by=model');
    expect(total.body.rows).toMatchObject([
      { model: 'gpt-5-mini', count: 4 },
      { model: 'gpt-5', count: 2 },
    ]);
    expect(total.body.total.count).toBe(6);
  });

  it('refuse what cannot be counted', async () => {
    for (const query of [
      'series?measure=runs&groupBy=model',
      'series?measure=models&groupBy=tool',
      'breakdown?by=agent,model',
      'breakdown?by=agent,agent,agent',
      'breakdown?by=colour',
      'series?bucket=90',
      'series?from=2&to=1',
      'series?measure=love',
    ]) {
      expect({ query, status: (await get(`/v1/${query}`)).status }).toEqual({ query, status: 400 });
    }
  });
});

describe('export', () => {
  it('gives events and runs as NDJSON', async () => {
    const events_ = await get('/v1/export');
    expect(events_.headers.get('content-type')).toBe('application/x-ndjson');
    expect(events_.headers.get('content-disposition')).toBe(
      'attachment; filename="heddle-events.ndjson"',
    );
    const lines = events_.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { runId?: string });
    expect(lines).toHaveLength(38);
    const one = await get('/v1/export?run=r2');
    expect(one.text.trimEnd().split('\n')).toHaveLength(12);
    const session = await get('/v1/export?session=s1');
    expect(session.text.trimEnd().split('\n')).toHaveLength(27);
    const agent = await get(`/v1/export?agent=billing&from=${noon}&to=${noon + 1_000}`);
    expect(agent.text.trimEnd().split('\n')).toHaveLength(4);
    const runs_ = await get('/v1/export?what=runs&status=failed');
    expect(JSON.parse(runs_.text)).toMatchObject({ runId: 'r2', status: 'failed' });
    expect((await get('/v1/export?run=a&session=b')).status).toBe(400);
  });

  it('gives CSV that a spreadsheet will not run (X-05)', async () => {
    await collector.store.projects.create('csv', 'CSV', noon);
    const project = (await collector.store.projects.tryGetNumber('csv')) ?? 0;
    const formulas = ['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', 'a,"b"\nc'];
    for (const [index, agentKey] of formulas.entries()) {
      await collector.store.append(
        project,
        incoming(story({ agentKey, seed: 200 + index, rounds: 0 })),
        noon,
      );
    }
    const { text, headers } = await get('/v1/export?what=runs&format=csv', {
      'x-heddle-project': 'csv',
    });
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(text).toContain(",'=1+1,");
    expect(text).toContain(",'+1,");
    expect(text).toContain(",'-1,");
    expect(text).toContain(",'@SUM(A1),");
    expect(text).toContain(",'\tx,");
    expect(text).toContain(',"\'\rx",');
    expect(text).toContain(',"a,""b""\nc",');
    const events_ = await get('/v1/export?format=csv', { 'x-heddle-project': 'csv' });
    expect(events_.text.split('\r\n')[0]).toBe(
      'timestamp,type,agentKey,environment,sessionId,runId,sequenceNumber,durationMs,eventId,event',
    );
  });
});
