import type { ErrorFacts, Json } from '@heddle/events';
import type { Page, RunDetail, RunSummary } from '../../../api-types.ts';
import { countedKinds } from '../../../event/event-facts.ts';
import { decodeRanges, gapsOf } from '../../../event/sequence-ranges.ts';
import { statusNumber } from '../../../event/run-status.ts';
import { decodeCursor, encodeCursor } from '../../cursor.ts';
import type { RunQuery } from '../../queries.ts';
import type { Sql } from '../sql.ts';
import { conditionsFor, containing, type Conditions } from './conditions.ts';
import { selectRuns, toRunSummaries, type RunRow } from './run-rows.ts';

const maxChildren = 200;
const maxGaps = 100;

/** Newest start first; runs that start together, newest arrival first. */
export function listRuns(sql: Sql, project: number, query: RunQuery): Page<RunSummary> {
  const conditions = conditionsFor('runs.project', project);
  filterRuns(conditions, query);
  if (query.cursor !== undefined) {
    const [startedAt = 0, run = 0] = decodeCursor(query.cursor, 2);
    conditions.add('(runs.started_at, runs.run) < (:cursorTime, :cursorRun)', {
      cursorTime: startedAt,
      cursorRun: run,
    });
  }
  const rows = sql.all<RunRow>(
    `${selectRuns} WHERE ${conditions.where}
     ORDER BY runs.started_at DESC, runs.run DESC LIMIT :limit`,
    { ...conditions.values, limit: query.limit + 1 },
  );
  const page = rows.slice(0, query.limit);
  const last = page[page.length - 1];
  return {
    items: toRunSummaries(sql, project, page),
    ...(rows.length > page.length && last !== undefined
      ? { nextCursor: encodeCursor([last.started_at, last.run]) }
      : {}),
  };
}

function filterRuns(conditions: Conditions, query: RunQuery): void {
  if (query.from !== undefined) conditions.add('runs.started_at >= :from', { from: query.from });
  if (query.to !== undefined) conditions.add('runs.started_at < :to', { to: query.to });
  if (query.status !== undefined) {
    conditions.add('runs.status = :status', { status: statusNumber(query.status) });
  }
  if (query.agent !== undefined) {
    conditions.add(`runs.agent = ${numberOfName('agent')}`, { agent: query.agent });
  }
  if (query.environment !== undefined) {
    conditions.add(`runs.environment = ${numberOfName('environment')}`, {
      environment: query.environment,
    });
  }
  if (query.model !== undefined) conditions.add(uses('models', 'model'), { model: query.model });
  if (query.tool !== undefined) conditions.add(uses('tools', 'tool'), { tool: query.tool });
  if (query.session !== undefined) {
    conditions.add('sessions.session_id = :session', { session: query.session });
  }
  if (query.text !== undefined) {
    conditions.add(
      String.raw`(runs.run_id LIKE :text ESCAPE '\' OR runs.name LIKE :text ESCAPE '\'
        OR sessions.session_id LIKE :text ESCAPE '\' OR runs.error_message LIKE :text ESCAPE '\')`,
      { text: containing(query.text) },
    );
  }
}

/** The number of a word; a word nobody used is the number of nothing. */
export function numberOfName(parameter: string): string {
  return `coalesce((SELECT id FROM names WHERE project = :project AND value = :${parameter}), -1)`;
}

function uses(kind: 'models' | 'tools', parameter: string): string {
  return `EXISTS (SELECT 1 FROM run_names WHERE run_names.run = runs.run
    AND run_names.kind = ${countedKinds.indexOf(kind)} AND run_names.name = ${numberOfName(parameter)})`;
}

export function tryGetRun(sql: Sql, project: number, runId: string): RunDetail | undefined {
  const row = sql.tryGet<RunRow>(
    `${selectRuns} WHERE runs.project = :project AND runs.run_id = :runId`,
    { project, runId },
  );
  if (row === undefined) return undefined;
  const [summary] = toRunSummaries(sql, project, [row]);
  if (summary === undefined) return undefined;
  const children = sql.all<RunRow>(
    `${selectRuns} WHERE runs.project = :project AND runs.parent_run_id = :runId
     ORDER BY runs.started_at, runs.run LIMIT :limit`,
    { project, runId, limit: maxChildren },
  );
  const opening = bodyAt(sql, project, row.opened);
  const ending = bodyAt(sql, project, row.closed);
  return {
    ...summary,
    ...(opening?.input === undefined ? {} : { input: opening.input }),
    ...(ending?.output === undefined ? {} : { output: ending.output }),
    ...(ending?.error === undefined ? {} : { error: ending.error }),
    ...(ending?.totals === undefined ? {} : { reportedTotals: ending.totals }),
    children: toRunSummaries(sql, project, children),
    gaps: gapsOf(decodeRanges(row.arrived)).slice(0, maxGaps),
  };
}

/** What boundary events carry beside what the row keeps. */
export interface BoundaryBody {
  readonly input?: Json;
  readonly output?: Json;
  readonly error?: ErrorFacts;
  readonly totals?: Json;
}

export function bodyAt(
  sql: Sql,
  project: number,
  position: number | null,
): BoundaryBody | undefined {
  if (position === null) return undefined;
  const row = sql.tryGet<{ body: string }>(
    'SELECT body FROM events WHERE project = ? AND position = ?',
    project,
    position,
  );
  return row === undefined ? undefined : (JSON.parse(row.body) as BoundaryBody);
}
