import type { AnyEvent, ErrorFacts, Json } from '@heddle/events';
import { z } from '@hono/zod-openapi';
import type * as api from '../api-types.ts';

/**
 * The shapes of `api-types.ts` once more as schemas, for the OpenAPI document. Each is annotated
 * with its type: a field that is missing or different here does not compile.
 */
const time = z.string().openapi({ format: 'date-time' });
const count = z.int().min(0);
const status = z
  .enum(['running', 'completed', 'failed', 'blocked', 'cancelled', 'abandoned'])
  .openapi('RunStatus');
const json = z.unknown().openapi({ description: 'Any JSON value.' }) as z.ZodType<Json>;
const anyEvent = z
  .custom<AnyEvent>()
  .openapi({ type: 'object', description: 'An event of the catalog: docs/events.md.' });
const errorFacts = z
  .custom<ErrorFacts>()
  .openapi({ type: 'object', description: 'ErrorFacts of the catalog.' });

export function pageOf<Item>(item: z.ZodType<Item>): z.ZodType<api.Page<Item>> {
  return z.object({ items: z.array(item), nextCursor: z.string().exactOptional() });
}

export const problem: z.ZodType<api.Problem> = z
  .object({
    error: z.object({
      code: z.string(),
      message: z.string(),
      issues: z.array(z.object({ path: z.string(), message: z.string() })).exactOptional(),
    }),
  })
  .openapi('Problem');

const totals: z.ZodType<api.Totals> = z
  .object({
    inputTokens: count,
    outputTokens: count,
    cachedInputTokens: count,
    reasoningTokens: count,
    totalTokens: count,
    costUsd: z.number(),
    modelCalls: count,
    toolCalls: count,
    steps: count,
    errors: count,
  })
  .openapi('Totals');

const runFields = {
  runId: z.string(),
  sessionId: z.string().exactOptional(),
  parentRunId: z.string().exactOptional(),
  traceId: z.string().exactOptional(),
  agentKey: z.string(),
  agentVersionId: z.string().exactOptional(),
  environment: z.string().exactOptional(),
  name: z.string().exactOptional(),
  role: z.string().exactOptional(),
  trigger: z.string().exactOptional(),
  status,
  startedAt: time,
  endedAt: time.exactOptional(),
  durationMs: z.number().exactOptional(),
  lastReceivedAt: time,
  events: count,
  totals,
  models: z.array(z.string()),
  tools: z.array(z.string()),
  errorMessage: z.string().exactOptional(),
  delivery: z.object({
    lastSequenceNumber: count,
    missing: count,
    repeated: count,
    late: count,
  }),
};

export const runSummary: z.ZodType<api.RunSummary> = z.object(runFields).openapi('RunSummary');

export const runDetail: z.ZodType<api.RunDetail> = z
  .object({
    ...runFields,
    input: json.exactOptional(),
    output: json.exactOptional(),
    error: errorFacts.exactOptional(),
    children: z.array(runSummary),
    gaps: z.array(z.object({ from: count, to: count })),
    reportedTotals: json.exactOptional(),
  })
  .openapi('RunDetail');

const handoff: z.ZodType<api.HandoffSummary> = z
  .object({
    handoffId: z.string(),
    status: z.enum(['requested', 'accepted', 'completed', 'failed']),
    reason: z.string().exactOptional(),
    sourceAgentKey: z.string().exactOptional(),
    sourceRunId: z.string().exactOptional(),
    targetAgentKey: z.string().exactOptional(),
    targetRunId: z.string().exactOptional(),
    requestedAt: time.exactOptional(),
    acceptedAt: time.exactOptional(),
    endedAt: time.exactOptional(),
  })
  .openapi('HandoffSummary');

const sessionFields = {
  sessionId: z.string(),
  kind: z.string().exactOptional(),
  name: z.string().exactOptional(),
  environment: z.string().exactOptional(),
  status,
  startedAt: time,
  endedAt: time.exactOptional(),
  durationMs: z.number().exactOptional(),
  lastReceivedAt: time,
  events: count,
  runs: count,
  runningRuns: count,
  failedRuns: count,
  handoffs: count,
  agents: z.array(z.string()),
  totals,
  errorMessage: z.string().exactOptional(),
};

export const sessionSummary: z.ZodType<api.SessionSummary> = z
  .object(sessionFields)
  .openapi('SessionSummary');

export const sessionDetail: z.ZodType<api.SessionDetail> = z
  .object({
    ...sessionFields,
    input: json.exactOptional(),
    output: json.exactOptional(),
    runList: z.array(runSummary),
    handoffList: z.array(handoff),
    truncated: z.boolean(),
  })
  .openapi('SessionDetail');

const storedEventFields = {
  position: z.string(),
  receivedAt: time,
  late: z.literal(true).exactOptional(),
  event: anyEvent,
};

export const storedEvent: z.ZodType<api.StoredEvent> = z
  .object(storedEventFields)
  .openapi('StoredEvent');

const treeNode: z.ZodType<api.TreeNode> = z
  .object({
    id: z.string(),
    parentId: z.string().exactOptional(),
    depth: count,
    descendants: count,
    kind: z.enum([
      'session',
      'run',
      'step',
      'tool',
      'action',
      'llm',
      'mcp',
      'handoff',
      'guardrail',
      'approval',
      'resource',
      'error',
      'outcome',
      'custom',
    ]),
    name: z.string(),
    runId: z.string(),
    agentKey: z.string(),
    status: z.enum([
      'running',
      'completed',
      'failed',
      'blocked',
      'cancelled',
      'abandoned',
      'point',
    ]),
    startedAt: time,
    offsetMs: z.number(),
    durationMs: z.number().exactOptional(),
    spanId: z.string().exactOptional(),
    eventIds: z.array(z.string()),
    sequenceNumber: count.exactOptional(),
    model: z.string().exactOptional(),
    tool: z.string().exactOptional(),
    inputTokens: count.exactOptional(),
    outputTokens: count.exactOptional(),
    costUsd: z.number().exactOptional(),
    timeToFirstTokenMs: z.number().exactOptional(),
    errorMessage: z.string().exactOptional(),
  })
  .openapi('TreeNode');

export const runTree: z.ZodType<api.RunTree> = z
  .object({
    runId: z.string(),
    startedAt: time,
    endedAt: time,
    nodes: z.array(treeNode),
    truncated: z.boolean(),
  })
  .openapi('RunTree');

const figures = {
  count,
  errors: count,
  inputTokens: count,
  outputTokens: count,
  cachedInputTokens: count,
  reasoningTokens: count,
  costUsd: z.number(),
  durationMs: z
    .object({ mean: z.number(), p50: z.number(), p95: z.number(), p99: z.number() })
    .exactOptional(),
};
const measure = z.enum(['runs', 'models', 'tools', 'mcp', 'steps', 'events']).openapi('Measure');
const dimension = z.enum(['agent', 'model', 'tool', 'environment']).openapi('Dimension');

export const series: z.ZodType<api.Series> = z
  .object({
    measure,
    groupBy: dimension.exactOptional(),
    from: time,
    to: time,
    bucketSeconds: count,
    groups: z.array(z.string()),
    folded: count,
    points: z.array(z.object({ at: time, group: z.string().exactOptional(), ...figures })),
  })
  .openapi('Series');

export const breakdown: z.ZodType<api.Breakdown> = z
  .object({
    measure,
    by: z.array(dimension),
    from: time,
    to: time,
    rows: z.array(
      z.object({
        agent: z.string().exactOptional(),
        model: z.string().exactOptional(),
        tool: z.string().exactOptional(),
        environment: z.string().exactOptional(),
        ...figures,
      }),
    ),
    total: z.object(figures),
  })
  .openapi('Breakdown');

const facet = z.array(z.object({ value: z.string(), count }));

export const facets: z.ZodType<api.Facets> = z
  .object({ agents: facet, statuses: facet, environments: facet, models: facet, tools: facet })
  .openapi('Facets');

export const searchResult: z.ZodType<api.SearchResult> = z
  .object({
    items: z.array(z.object({ ...storedEventFields, excerpt: z.string() })),
    nextCursor: z.string().exactOptional(),
    method: z.enum(['index', 'scan']),
    scanned: count.exactOptional(),
  })
  .openapi('SearchResult');

export const quarantinedEvent: z.ZodType<api.QuarantinedEvent> = z
  .object({
    id: z.string(),
    receivedAt: time,
    reason: z.enum(['conflict', 'invalid', 'too_large']),
    detail: z.string(),
    eventId: z.string().exactOptional(),
    body: z.string(),
  })
  .openapi('QuarantinedEvent');

const storeHealth: z.ZodType<api.StoreHealth> = z
  .object({
    status: z.enum(['ok', 'degraded', 'read_only']),
    detail: z.string().exactOptional(),
    engine: z.string(),
    events: count,
    runs: count,
    bytes: count,
    freeBytes: count.exactOptional(),
    schemaVersion: count,
    setAside: z.string().exactOptional(),
  })
  .openapi('StoreHealth');

export const deliveryHealth: z.ZodType<api.DeliveryHealth> = z
  .object({
    since: time,
    received: z.object({
      stored: count,
      duplicates: count,
      conflicts: count,
      invalid: count,
      tooLarge: count,
    }),
    lag: z.object({
      samples: count,
      p50Ms: z.number().exactOptional(),
      p95Ms: z.number().exactOptional(),
      p99Ms: z.number().exactOptional(),
      maxMs: z.number().exactOptional(),
    }),
    gaps: z.object({
      runs: count,
      missingEvents: count,
      worst: z.array(
        z.object({
          runId: z.string(),
          agentKey: z.string(),
          missing: count,
          lastSequenceNumber: count,
          lastReceivedAt: time,
        }),
      ),
    }),
    late: count,
    drops: z.array(z.object({ reason: z.string(), events: count, bytes: count })),
    quarantine: z.object({ count, newest: z.array(quarantinedEvent) }),
    queue: z.object({ events: count, bytes: count, limitBytes: count }),
    store: storeHealth,
  })
  .openapi('DeliveryHealth');

const scope = z.enum(['ingest', 'read', 'admin']).openapi('Scope');

export const me: z.ZodType<api.Me> = z
  .object({
    project: z.string(),
    scopes: z.array(scope),
    authentication: z.enum(['local', 'key', 'session']),
    projects: z.array(z.string()),
    readOnly: z.boolean(),
    search: z.enum(['index', 'scan']),
    version: z.string(),
  })
  .openapi('Me');

export const project: z.ZodType<api.Project> = z
  .object({ key: z.string(), name: z.string(), createdAt: time })
  .openapi('Project');

const keyFields = {
  keyId: z.string(),
  name: z.string(),
  project: z.string(),
  scopes: z.array(scope),
  createdAt: time,
  expiresAt: time.exactOptional(),
  revokedAt: time.exactOptional(),
  lastUsedAt: time.exactOptional(),
};

export const apiKey: z.ZodType<api.ApiKey> = z.object(keyFields).openapi('ApiKey');

export const createdApiKey: z.ZodType<api.CreatedApiKey> = z
  .object({ ...keyFields, token: z.string() })
  .openapi('CreatedApiKey');

export const ingestAnswer: z.ZodType<api.IngestAnswer> = z
  .object({
    batchId: z.string().exactOptional(),
    accepted: count,
    rejected: count,
    results: z.array(
      z.object({
        index: count,
        id: z.string().exactOptional(),
        status: z.enum(['stored', 'duplicate', 'conflict', 'invalid', 'too_large']),
        reason: z.string().exactOptional(),
      }),
    ),
    warnings: z.array(z.string()),
    status: z.literal('accepted'),
    data: z.object({ accepted: count, rejected: count }),
    event_id: z.string().exactOptional(),
  })
  .openapi('IngestAnswer');

export const erased: z.ZodType<api.Erased> = z
  .object({ events: count, runs: count })
  .openapi('Erased');

export const health: z.ZodType<api.Health> = z
  .object({ status: z.enum(['ok', 'degraded']), name: z.literal('heddle-collector') })
  .openapi('Health');
