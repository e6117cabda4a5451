import type { EventFacts } from '../../../event/event-facts.ts';
import { decodeRanges, encodeRanges, missingOf } from '../../../event/sequence-ranges.ts';
import { orNull, type Sql } from '../sql.ts';
import type { NameTable } from './name-table.ts';
import { newRunState, type RunState } from './run-state.ts';

/** The runs that are being written, kept in memory between commits and saved with each of them. */
export interface RunTable {
  /** The run's state; a run that is new has no row until its first event is really added. */
  stateOf(project: number, runId: string, facts: EventFacts): RunState;
  touched(state: RunState): void;
  uses(state: RunState, kind: number, name: number): void;
  save(): void;
  forget(): void;
}

const maxRemembered = 5_000;

interface RunRow {
  run: number;
  session: number | null;
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
  closed_sequence: number;
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
  repeated: number;
  late: number;
}

const columns = [
  'run', 'project', 'run_id', 'session', 'parent_run_id', 'trace_id', 'agent', 'agent_version_id',
  'environment', 'name', 'role', 'trigger', 'status', 'started_at', 'ended_at', 'duration_ms',
  'last_received', 'error_message', 'opened', 'closed', 'closed_sequence', 'events',
  'input_tokens', 'output_tokens', 'cached_input_tokens', 'reasoning_tokens', 'total_tokens',
  'cost_nano', 'model_calls', 'tool_calls', 'steps', 'errors', 'arrived', 'missing', 'repeated',
  'late',
]; // prettier-ignore

const upsert = `INSERT INTO runs(${columns.join(', ')}) VALUES(${columns.map(() => '?').join(', ')})
  ON CONFLICT(run) DO UPDATE SET ${columns
    .slice(3)
    .map((column) => `${column} = excluded.${column}`)
    .join(', ')}`;

export function createRunTable(sql: Sql, names: NameTable): RunTable {
  const states = new Map<string, RunState>();
  const dirty = new Set<RunState>();
  const used = new Set<string>();
  let lastRun = 0;

  const nextRun = (): number => {
    if (lastRun === 0) {
      const row = sql.tryGet<{ last: number | null }>(
        'SELECT max(run) AS last FROM runs /* across projects */',
      );
      lastRun = row?.last ?? 0;
    }
    lastRun += 1;
    return lastRun;
  };

  return {
    stateOf(project, runId, facts) {
      const key = `${project} ${runId}`;
      const known = states.get(key);
      if (known !== undefined) return known;
      const state = load(sql, project, runId) ?? newRunState(nextRun(), project, facts);
      states.set(key, state);
      return state;
    },
    touched(state) {
      dirty.add(state);
    },
    uses(state, kind, name) {
      const key = `${state.run} ${kind} ${name}`;
      if (name === 0 || used.has(key)) return;
      used.add(key);
      sql.run(
        'INSERT INTO run_names(project, run, kind, name) VALUES(?, ?, ?, ?) ON CONFLICT DO NOTHING',
        state.project,
        state.run,
        kind,
        name,
      );
    },
    save() {
      for (const state of dirty) saveRow(sql, names, state);
      dirty.clear();
      // Oldest first: a Map keeps the order of insertion.
      for (const key of states.keys()) {
        if (states.size <= maxRemembered) break;
        states.delete(key);
      }
      if (used.size > 4 * maxRemembered) used.clear();
    },
    forget() {
      states.clear();
      dirty.clear();
      used.clear();
      lastRun = 0;
    },
  };
}

function load(sql: Sql, project: number, runId: string): RunState | undefined {
  const row = sql.tryGet<RunRow>(
    `SELECT runs.*, agents.value AS agent_key, environments.value AS environment_name FROM runs
       LEFT JOIN names AS agents ON agents.id = runs.agent
       LEFT JOIN names AS environments ON environments.id = runs.environment
     WHERE runs.project = ? AND runs.run_id = ?`,
    project,
    runId,
  );
  if (row === undefined) return undefined;
  return {
    run: row.run,
    project,
    runId,
    session: row.session ?? undefined,
    parentRunId: row.parent_run_id ?? undefined,
    traceId: row.trace_id ?? undefined,
    agentKey: row.agent_key ?? '',
    agentVersionId: row.agent_version_id ?? undefined,
    environment: row.environment_name ?? '',
    name: row.name ?? undefined,
    role: row.role ?? undefined,
    trigger: row.trigger ?? undefined,
    status: row.status,
    startedAt: row.started_at,
    endedAt: row.ended_at ?? undefined,
    durationMs: row.duration_ms ?? undefined,
    lastReceived: row.last_received,
    errorMessage: row.error_message ?? undefined,
    opened: row.opened ?? undefined,
    closed: row.closed ?? undefined,
    closedSequence: row.closed_sequence,
    events: row.events,
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    cachedInputTokens: row.cached_input_tokens,
    reasoningTokens: row.reasoning_tokens,
    totalTokens: row.total_tokens,
    costNano: row.cost_nano,
    modelCalls: row.model_calls,
    toolCalls: row.tool_calls,
    steps: row.steps,
    errors: row.errors,
    repeated: row.repeated,
    late: row.late,
    arrived: decodeRanges(row.arrived),
  };
}

function saveRow(sql: Sql, names: NameTable, state: RunState): void {
  sql.run(
    upsert,
    state.run,
    state.project,
    state.runId,
    orNull(state.session),
    orNull(state.parentRunId),
    orNull(state.traceId),
    names.numberOf(state.project, state.agentKey),
    orNull(state.agentVersionId),
    names.numberOf(state.project, state.environment),
    orNull(state.name),
    orNull(state.role),
    orNull(state.trigger),
    state.status,
    state.startedAt,
    orNull(state.endedAt),
    orNull(state.durationMs),
    state.lastReceived,
    orNull(state.errorMessage),
    orNull(state.opened),
    orNull(state.closed),
    state.closedSequence,
    state.events,
    state.inputTokens,
    state.outputTokens,
    state.cachedInputTokens,
    state.reasoningTokens,
    state.totalTokens,
    state.costNano,
    state.modelCalls,
    state.toolCalls,
    state.steps,
    state.errors,
    encodeRanges(state.arrived),
    missingOf(state.arrived),
    state.repeated,
    state.late,
  );
}
