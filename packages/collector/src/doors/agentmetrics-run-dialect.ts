import { derivedId } from '../ingest/derived-id.ts';
import { arrivalMark } from '../store/same-event.ts';
import type { Dialect } from '../ingest/dialect.ts';

/**
 * One AgentMetrics run: a summary after the fact, `trace_id`, `agent_id` and `status`. It becomes
 * the beginning and the ending of a run, and a model call that carries the tokens. The ids depend
 * on the trace and the agent alone, as their server's own duplicate check does.
 */
export const agentmetricsRunDialect: Dialect = {
  name: 'agentmetrics',
  recognises: (item) =>
    typeof item['trace_id'] === 'string' &&
    typeof item['agent_id'] === 'string' &&
    typeof item['status'] === 'string' &&
    item['type'] === undefined,
  toEvents(item, { receivedAt }) {
    const run = readRun(item, receivedAt);
    return [started(run), ...(run.hasTokens ? [modelCall(run)] : []), ended(run)];
  },
};

interface Run {
  readonly item: Readonly<Record<string, unknown>>;
  readonly runId: string;
  readonly agentKey: string;
  readonly outcome: 'completed' | 'failed' | 'cancelled';
  readonly startedAt: string;
  readonly endedAt: string;
  readonly durationMs: number;
  readonly hasTokens: boolean;
  readonly shared: object;
}

function readRun(item: Readonly<Record<string, unknown>>, receivedAt: number): Run {
  const durationMs = count(item['duration_ms']);
  const endedAt = typeof item['ts'] === 'number' ? item['ts'] : receivedAt;
  const environment = item['environment'];
  const parent = item['parent_trace_id'];
  const session = item['session_id'];
  return {
    item,
    runId: text(item['trace_id']),
    agentKey: text(item['agent_id']),
    outcome: outcomeOf(item['status']),
    startedAt: new Date(endedAt - durationMs).toISOString(),
    endedAt: new Date(endedAt).toISOString(),
    durationMs,
    hasTokens: item['model'] !== undefined || count(item['input_tokens']) > 0,
    shared: {
      ...(typeof item['ts'] === 'number' ? {} : { [arrivalMark]: true }),
      runId: text(item['trace_id']),
      agentKey: text(item['agent_id']),
      ...(typeof environment === 'string' ? { environment } : {}),
      ...(typeof parent === 'string' ? { parentRunId: parent } : {}),
      ...(typeof session === 'string' ? { sessionId: session } : {}),
    },
  };
}

function started(run: Run): object {
  return {
    type: 'agent.run.started',
    eventId: idOf(run, 'started'),
    timestamp: run.startedAt,
    ...run.shared,
    run: { name: run.agentKey },
  };
}

function modelCall(run: Run): object {
  const { item } = run;
  return {
    type: 'agent.llm.completed',
    eventId: idOf(run, 'model'),
    timestamp: run.endedAt,
    ...run.shared,
    model: {
      ...(typeof item['model'] === 'string' ? { name: item['model'] } : {}),
      ...(typeof item['model_provider'] === 'string' ? { provider: item['model_provider'] } : {}),
    },
    llm: { operation: 'run' },
    outcome: 'completed',
    usage: {
      inputTokens: count(item['input_tokens']),
      outputTokens: count(item['output_tokens']),
      cachedInputTokens: count(item['cache_read_tokens']),
      cacheWriteTokens: count(item['cache_write_tokens']),
    },
    ...(typeof item['cost_usd'] === 'number' ? { costUsd: item['cost_usd'] } : {}),
  };
}

function ended(run: Run): object {
  const { item, outcome } = run;
  const failed = outcome === 'completed' ? undefined : text(item['error'] ?? item['status']);
  return {
    type: failed === undefined ? 'agent.run.completed' : 'agent.run.failed',
    eventId: idOf(run, 'ended'),
    timestamp: run.endedAt,
    ...run.shared,
    durationMs: run.durationMs,
    run: { name: run.agentKey },
    outcome,
    totals: totalsOf(item),
    ...(failed === undefined ? {} : { error: { name: 'Error', message: failed } }),
    ...(typeof item['metadata'] === 'object' && item['metadata'] !== null
      ? { metadata: item['metadata'] }
      : {}),
  };
}

function totalsOf(item: Readonly<Record<string, unknown>>): object {
  const inputTokens = count(item['input_tokens']);
  const outputTokens = count(item['output_tokens']);
  return {
    inputTokens,
    outputTokens,
    cachedInputTokens: count(item['cache_read_tokens']),
    reasoningTokens: 0,
    totalTokens: inputTokens + outputTokens,
    ...(typeof item['cost_usd'] === 'number' ? { costUsd: item['cost_usd'] } : {}),
    modelCalls: count(item['llm_calls']),
    toolCalls: count(item['tool_calls']),
    steps: count(item['step_count']),
    errors: item['status'] === 'success' ? 0 : 1,
    runs: 1,
  };
}

function idOf({ runId, agentKey }: Run, part: string): string {
  return derivedId('agentmetrics', runId, agentKey, part);
}

function outcomeOf(status: unknown): Run['outcome'] {
  if (status === 'success') return 'completed';
  return status === 'cancelled' || status === 'killed' ? 'cancelled' : 'failed';
}

function count(value: unknown): number {
  return typeof value === 'number' && value >= 0 ? value : 0;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
