import { z } from '@hono/zod-openapi';
import type { AnyEvent } from '@heddle/events';
import type { Page, RunSummary } from '../api-types.ts';
import { dataHeaders } from '../http/headers.ts';
import { HttpProblem } from '../http/problem.ts';
import { route } from '../http/route.ts';
import type { EventRecord, EventStore } from '../store/store.ts';
import type { RouteContext } from './context.ts';
import { csvLine, type CsvValue } from './csv.ts';
import * as parameters from './parameters.ts';

const pageSize = 500;

type ExportQuery = z.output<ReturnType<typeof exportQuery>>;

const exportQuery = (now: () => number) =>
  z.strictObject({
    what: z.enum(['events', 'runs']).default('events'),
    format: z.enum(['ndjson', 'csv']).default('ndjson'),
    run: parameters.text,
    session: parameters.text,
    agent: parameters.text,
    status: parameters.status,
    from: parameters.time(now),
    to: parameters.time(now),
  });

export function exportRoutes({ api, store, now }: RouteContext): void {
  route(
    api,
    {
      method: 'get',
      path: '/v1/export',
      policy: 'read',
      tag: 'export',
      summary: 'Events or runs as NDJSON or CSV, as one stream.',
      query: exportQuery(now),
      answer: { contentType: 'application/x-ndjson', description: 'One JSON object per line.' },
    },
    ({ project, query: wanted }) => {
      if (wanted.run !== undefined && wanted.session !== undefined) {
        throw new HttpProblem('bad_request', 'query.run: give a run or a session, not both.');
      }
      return download(
        `heddle-${wanted.what}`,
        wanted.format,
        wanted.what === 'runs'
          ? runLines(store, project, wanted)
          : eventLines(store, project, wanted),
      );
    },
  );
}

/** One line after another, made as fast as the reader takes them. */
function download(name: string, format: 'ndjson' | 'csv', lines: AsyncGenerator<string>): Response {
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await lines.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
  return new Response(stream, {
    headers: {
      ...dataHeaders,
      'content-type': format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson',
      'content-disposition': `attachment; filename="${name}.${format}"`,
    },
  });
}

async function* eventLines(
  store: EventStore,
  project: number,
  wanted: ExportQuery,
): AsyncGenerator<string> {
  if (wanted.format === 'csv') yield csvLine(eventColumns);
  for await (const records of eventPages(store, project, wanted)) {
    const lines: string[] = [];
    for (const { json } of records) {
      const event = JSON.parse(json) as AnyEvent;
      if (!isWanted(event, wanted)) continue;
      lines.push(wanted.format === 'csv' ? csvLine(eventFields(event, json)) : `${json}\n`);
    }
    if (lines.length > 0) yield lines.join('');
  }
}

async function* eventPages(
  store: EventStore,
  project: number,
  { run, session }: ExportQuery,
): AsyncGenerator<readonly EventRecord[]> {
  if (run === undefined && session === undefined) {
    let position = 0;
    for (;;) {
      const records = await store.eventsAfter(project, position, pageSize);
      const last = records[records.length - 1];
      if (last === undefined) return;
      yield records;
      position = last.position;
    }
  }
  yield* allPages((cursor) => {
    const page = { limit: pageSize, ...cursor };
    return run === undefined
      ? store.sessionEvents(project, session ?? '', page)
      : store.runEvents(project, run, page);
  });
}

async function* allPages<Item>(
  read: (cursor: { cursor?: string }) => Promise<Page<Item>>,
): AsyncGenerator<readonly Item[]> {
  let cursor: { cursor?: string } = {};
  for (;;) {
    const { items, nextCursor } = await read(cursor);
    yield items;
    if (nextCursor === undefined) return;
    cursor = { cursor: nextCursor };
  }
}

function isWanted(event: AnyEvent, { agent, from, to }: ExportQuery): boolean {
  const time = Date.parse(event.timestamp);
  return (
    (agent === undefined || event.agentKey === agent) &&
    (from === undefined || time >= from) &&
    (to === undefined || time < to)
  );
}

const eventColumns = [
  'timestamp',
  'type',
  'agentKey',
  'environment',
  'sessionId',
  'runId',
  'sequenceNumber',
  'durationMs',
  'eventId',
  'event',
];

function eventFields(event: AnyEvent, json: string): CsvValue[] {
  return [
    event.timestamp,
    event.type,
    event.agentKey,
    event.environment,
    event.sessionId,
    event.runId,
    event.sequenceNumber,
    event.durationMs,
    event.eventId,
    json,
  ];
}

async function* runLines(
  store: EventStore,
  project: number,
  wanted: ExportQuery,
): AsyncGenerator<string> {
  if (wanted.format === 'csv') yield csvLine(runColumns);
  const { agent, status, session, from, to } = wanted;
  const filters = parameters.given({ agent, status, session, from, to });
  for await (const runs of allPages((cursor) =>
    store.listRuns(project, { limit: 200, ...filters, ...cursor }),
  )) {
    const lines = runs.map((run) =>
      wanted.format === 'csv' ? csvLine(runFields(run)) : `${JSON.stringify(run)}\n`,
    );
    if (lines.length > 0) yield lines.join('');
  }
}

const runColumns = [
  'startedAt',
  'endedAt',
  'durationMs',
  'status',
  'agentKey',
  'environment',
  'name',
  'runId',
  'sessionId',
  'parentRunId',
  'events',
  'inputTokens',
  'outputTokens',
  'costUsd',
  'modelCalls',
  'toolCalls',
  'steps',
  'errors',
  'missingEvents',
  'models',
  'tools',
  'errorMessage',
];

function runFields(run: RunSummary): CsvValue[] {
  return [
    run.startedAt,
    run.endedAt,
    run.durationMs,
    run.status,
    run.agentKey,
    run.environment,
    run.name,
    run.runId,
    run.sessionId,
    run.parentRunId,
    run.events,
    run.totals.inputTokens,
    run.totals.outputTokens,
    run.totals.costUsd,
    run.totals.modelCalls,
    run.totals.toolCalls,
    run.totals.steps,
    run.totals.errors,
    run.delivery.missing,
    run.models.join(' '),
    run.tools.join(' '),
    run.errorMessage,
  ];
}
