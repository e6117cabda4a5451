import type {
  HandoffSummary,
  Page,
  RunStatus,
  SessionDetail,
  SessionSummary,
} from '../../../api-types.ts';
import { statusFromNumber, statusNumber } from '../../../event/run-status.ts';
import { decodeCursor, encodeCursor } from '../../cursor.ts';
import type { SessionQuery } from '../../queries.ts';
import type { Sql } from '../sql.ts';
import { handoffStatuses } from '../write/handoff-table.ts';
import { conditionsFor, containing, type Conditions } from './conditions.ts';
import { iso, selectRuns, text, toRunSummaries, type RunRow } from './run-rows.ts';
import { bodyAt, numberOfName } from './runs.ts';

const maxRuns = 500;
const maxHandoffs = 500;

interface SessionRow {
  session: number;
  session_id: string;
  kind: string | null;
  name: string | null;
  environment_name: string | null;
  effective_status: number;
  started_at: number;
  ended_at: number | null;
  duration_ms: number | null;
  last_received: number;
  error_message: string | null;
  opened: number | null;
  closed: number | null;
  own_events: number;
}

interface SumRow {
  runs: number;
  running: number | null;
  failed: number | null;
  events: number | null;
  input_tokens: number | null;
  output_tokens: number | null;
  cached_input_tokens: number | null;
  reasoning_tokens: number | null;
  total_tokens: number | null;
  cost_nano: number | null;
  model_calls: number | null;
  tool_calls: number | null;
  steps: number | null;
  errors: number | null;
  ended_at: number | null;
  agents: string | null;
}

const running = statusNumber('running');
const failed = statusNumber('failed');
const completed = statusNumber('completed');

/** A session that never spoke for itself is what its runs are. */
const effectiveStatus = `coalesce(sessions.status, CASE
  WHEN EXISTS (SELECT 1 FROM runs WHERE runs.session = sessions.session AND runs.status = ${running}) THEN ${running}
  WHEN EXISTS (SELECT 1 FROM runs WHERE runs.session = sessions.session AND runs.status = ${failed}) THEN ${failed}
  ELSE ${completed} END)`;

const selectSessions = `SELECT sessions.*, ${effectiveStatus} AS effective_status,
    environments.value AS environment_name
  FROM sessions LEFT JOIN names AS environments ON environments.id = sessions.environment`;

export function listSessions(sql: Sql, project: number, query: SessionQuery): Page<SessionSummary> {
  const conditions = conditionsFor('sessions.project', project);
  filterSessions(conditions, query);
  if (query.cursor !== undefined) {
    const [startedAt = 0, session = 0] = decodeCursor(query.cursor, 2);
    conditions.add('(sessions.started_at, sessions.session) < (:cursorTime, :cursorSession)', {
      cursorTime: startedAt,
      cursorSession: session,
    });
  }
  const rows = sql.all<SessionRow>(
    `${selectSessions} WHERE ${conditions.where}
     ORDER BY sessions.started_at DESC, sessions.session DESC LIMIT :limit`,
    { ...conditions.values, limit: query.limit + 1 },
  );
  const page = rows.slice(0, query.limit);
  const last = page[page.length - 1];
  return {
    items: page.map((row) => toSummary(sql, project, row)),
    ...(rows.length > page.length && last !== undefined
      ? { nextCursor: encodeCursor([last.started_at, last.session]) }
      : {}),
  };
}

function filterSessions(conditions: Conditions, query: SessionQuery): void {
  if (query.from !== undefined) {
    conditions.add('sessions.started_at >= :from', { from: query.from });
  }
  if (query.to !== undefined) conditions.add('sessions.started_at < :to', { to: query.to });
  if (query.status !== undefined) {
    conditions.add(`${effectiveStatus} = :status`, { status: statusNumber(query.status) });
  }
  if (query.environment !== undefined) {
    conditions.add(`sessions.environment = ${numberOfName('environment')}`, {
      environment: query.environment,
    });
  }
  if (query.agent !== undefined) {
    conditions.add(
      `EXISTS (SELECT 1 FROM runs WHERE runs.session = sessions.session AND runs.agent = ${numberOfName('agent')})`,
      { agent: query.agent },
    );
  }
  if (query.text !== undefined) {
    conditions.add(
      String.raw`(sessions.session_id LIKE :text ESCAPE '\' OR sessions.name LIKE :text ESCAPE '\'
        OR sessions.error_message LIKE :text ESCAPE '\')`,
      { text: containing(query.text) },
    );
  }
}

export function tryGetSession(
  sql: Sql,
  project: number,
  sessionId: string,
): SessionDetail | undefined {
  const row = sql.tryGet<SessionRow>(
    `${selectSessions} WHERE sessions.project = :project AND sessions.session_id = :sessionId`,
    { project, sessionId },
  );
  if (row === undefined) return undefined;
  const runs = sql.all<RunRow>(
    `${selectRuns} WHERE runs.project = :project AND runs.session = :session
     ORDER BY runs.started_at, runs.run LIMIT :limit`,
    { project, session: row.session, limit: maxRuns + 1 },
  );
  const opening = bodyAt(sql, project, row.opened);
  const ending = bodyAt(sql, project, row.closed);
  return {
    ...toSummary(sql, project, row),
    ...(opening?.input === undefined ? {} : { input: opening.input }),
    ...(ending?.output === undefined ? {} : { output: ending.output }),
    runList: toRunSummaries(sql, project, runs.slice(0, maxRuns)),
    handoffList: handoffsOf(sql, project, row.session),
    truncated: runs.length > maxRuns,
  };
}

function toSummary(sql: Sql, project: number, row: SessionRow): SessionSummary {
  const sums = sumsOf(sql, project, row.session);
  const handoffs = sql.tryGet<{ count: number }>(
    'SELECT count(*) AS count FROM handoffs WHERE project = ? AND session = ?',
    project,
    row.session,
  );
  const status: RunStatus = statusFromNumber(row.effective_status);
  const endedAt = row.ended_at ?? (status === 'running' ? null : sums.ended_at);
  const duration =
    row.duration_ms ?? (endedAt === null ? null : Math.max(0, endedAt - row.started_at));
  return {
    sessionId: row.session_id,
    ...text('kind', row.kind),
    ...text('name', row.name),
    ...text('environment', row.environment_name),
    status,
    startedAt: iso(row.started_at),
    ...(endedAt === null ? {} : { endedAt: iso(endedAt) }),
    ...(duration === null ? {} : { durationMs: duration }),
    lastReceivedAt: iso(row.last_received),
    events: row.own_events + (sums.events ?? 0),
    runs: sums.runs,
    runningRuns: sums.running ?? 0,
    failedRuns: sums.failed ?? 0,
    handoffs: handoffs?.count ?? 0,
    agents: (JSON.parse(sums.agents ?? '[]') as string[]).sort(),
    totals: {
      inputTokens: sums.input_tokens ?? 0,
      outputTokens: sums.output_tokens ?? 0,
      cachedInputTokens: sums.cached_input_tokens ?? 0,
      reasoningTokens: sums.reasoning_tokens ?? 0,
      totalTokens: sums.total_tokens ?? 0,
      costUsd: (sums.cost_nano ?? 0) / 1e9,
      modelCalls: sums.model_calls ?? 0,
      toolCalls: sums.tool_calls ?? 0,
      steps: sums.steps ?? 0,
      errors: sums.errors ?? 0,
    },
    ...text('errorMessage', row.error_message),
  };
}

function sumsOf(sql: Sql, project: number, session: number): SumRow {
  const row = sql.tryGet<SumRow>(
    `SELECT count(*) AS runs, sum(runs.status = ${running}) AS running,
       sum(runs.status = ${failed}) AS failed, sum(events) AS events,
       sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens,
       sum(cached_input_tokens) AS cached_input_tokens,
       sum(reasoning_tokens) AS reasoning_tokens, sum(total_tokens) AS total_tokens,
       sum(cost_nano) AS cost_nano, sum(model_calls) AS model_calls, sum(tool_calls) AS tool_calls,
       sum(steps) AS steps, sum(errors) AS errors, max(ended_at) AS ended_at,
       json_group_array(DISTINCT agents.value) AS agents
     FROM runs LEFT JOIN names AS agents ON agents.id = runs.agent
     WHERE runs.project = ? AND runs.session = ?`,
    project,
    session,
  );
  if (row === undefined) throw new Error('An aggregate without GROUP BY always has one row.');
  return row;
}

interface HandoffRow {
  handoff_id: string;
  status: number;
  reason: string | null;
  source_agent_key: string | null;
  source_run_id: string | null;
  target_agent_key: string | null;
  target_run_id: string | null;
  requested_at: number | null;
  accepted_at: number | null;
  ended_at: number | null;
}

function handoffsOf(sql: Sql, project: number, session: number): HandoffSummary[] {
  const rows = sql.all<HandoffRow>(
    `SELECT * FROM handoffs WHERE project = ? AND session = ?
     ORDER BY coalesce(requested_at, accepted_at, ended_at), handoff_id LIMIT ?`,
    project,
    session,
    maxHandoffs,
  );
  return rows.map((row) => ({
    handoffId: row.handoff_id,
    status: handoffStatuses[row.status] ?? 'requested',
    ...text('reason', row.reason),
    ...text('sourceAgentKey', row.source_agent_key),
    ...text('sourceRunId', row.source_run_id),
    ...text('targetAgentKey', row.target_agent_key),
    ...text('targetRunId', row.target_run_id),
    ...(row.requested_at === null ? {} : { requestedAt: iso(row.requested_at) }),
    ...(row.accepted_at === null ? {} : { acceptedAt: iso(row.accepted_at) }),
    ...(row.ended_at === null ? {} : { endedAt: iso(row.ended_at) }),
  }));
}
