import type { RunSummary } from '../../../api-types.ts';
import { countedKinds } from '../../../event/event-facts.ts';
import { decodeRanges, highestOf } from '../../../event/sequence-ranges.ts';
import { statusFromNumber } from '../../../event/run-status.ts';
import type { Sql } from '../sql.ts';

export interface RunRow {
  run: number;
  run_id: string;
  session_id: string | null;
  parent_run_id: string | null;
  trace_id: string | null;
  agent_key: string | null;
  agent_version_id: string | null;
  environment_name: string | null;
  name: string | null;
  role: string | null;
  trigger: string | null;
  status: number;
  started_at: number;
  ended_at: number | null;
  duration_ms: number | null;
  last_received: number;
  error_message: string | null;
  opened: number | null;
  closed: number | null;
  events: number;
  input_tokens: number;
  output_tokens: number;
  cached_input_tokens: number;
  reasoning_tokens: number;
  total_tokens: number;
  cost_nano: number;
  model_calls: number;
  tool_calls: number;
  steps: number;
  errors: number;
  arrived: string;
  missing: number;
  repeated: number;
  late: number;
}

/** Selects what `toRunSummaries` needs; the caller adds conditions, order and limit. */
export const selectRuns = `SELECT runs.*, sessions.session_id, agents.value AS agent_key,
    environments.value AS environment_name
  FROM runs LEFT JOIN sessions ON sessions.session = runs.session
    LEFT JOIN names AS agents ON agents.id = runs.agent
    LEFT JOIN names AS environments ON environments.id = runs.environment`;

/** Rows as summaries, with the models and tools they used looked up together. */
export function toRunSummaries(sql: Sql, project: number, rows: readonly RunRow[]): RunSummary[] {
  const used = namesOf(sql, project, rows);
  return rows.map((row) => {
    const names = used.get(row.run) ?? { models: [], tools: [] };
    return { ...toSummary(row), ...names };
  });
}

type Names = Pick<RunSummary, 'models' | 'tools'>;

function namesOf(sql: Sql, project: number, rows: readonly RunRow[]): Map<number, Names> {
  const found = sql.all<{ run: number; kind: number; value: string }>(
    `SELECT run_names.run, run_names.kind, names.value FROM run_names
       JOIN names ON names.id = run_names.name
     WHERE run_names.project = :project
       AND run_names.run IN (SELECT value FROM json_each(:runs))
     ORDER BY names.value`,
    { project, runs: JSON.stringify(rows.map(({ run }) => run)) },
  );
  const used = new Map<number, Names>();
  for (const { run, kind, value } of found) {
    const names = used.get(run) ?? { models: [], tools: [] };
    used.set(run, names);
    (countedKinds[kind] === 'models' ? names.models : names.tools).push(value);
  }
  return used;
}

function toSummary(row: RunRow): Omit<RunSummary, keyof Names> {
  const duration =
    row.duration_ms ?? (row.ended_at === null ? null : Math.max(0, row.ended_at - row.started_at));
  return {
    runId: row.run_id,
    ...text('sessionId', row.session_id),
    ...text('parentRunId', row.parent_run_id),
    ...text('traceId', row.trace_id),
    agentKey: row.agent_key ?? '',
    ...text('agentVersionId', row.agent_version_id),
    ...text('environment', row.environment_name),
    ...text('name', row.name),
    ...text('role', row.role),
    ...text('trigger', row.trigger),
    status: statusFromNumber(row.status),
    startedAt: iso(row.started_at),
    ...(row.ended_at === null ? {} : { endedAt: iso(row.ended_at) }),
    ...(duration === null ? {} : { durationMs: duration }),
    lastReceivedAt: iso(row.last_received),
    events: row.events,
    totals: {
      inputTokens: row.input_tokens,
      outputTokens: row.output_tokens,
      cachedInputTokens: row.cached_input_tokens,
      reasoningTokens: row.reasoning_tokens,
      totalTokens: row.total_tokens,
      costUsd: row.cost_nano / 1e9,
      modelCalls: row.model_calls,
      toolCalls: row.tool_calls,
      steps: row.steps,
      errors: row.errors,
    },
    ...text('errorMessage', row.error_message),
    delivery: {
      lastSequenceNumber: highestOf(decodeRanges(row.arrived)),
      missing: row.missing,
      repeated: row.repeated,
      late: row.late,
    },
  };
}

export function iso(time: number): string {
  return new Date(time).toISOString();
}

/** A text property that is there only when it is known. */
export function text<Name extends string>(
  name: Name,
  value: string | null,
): { [Key in Name]?: string } {
  return (value === null || value === '' ? {} : { [name]: value }) as { [Key in Name]?: string };
}
