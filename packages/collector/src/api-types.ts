/**
 * What the collector's HTTP API answers, as types and nothing else: a page or a script may import
 * this file without pulling in any server code. `docs/wire/http.md` shows each route with curl.
 *
 * Conventions: times are ISO 8601 strings in UTC with milliseconds, durations are milliseconds,
 * costs are US dollars, cursors are opaque strings. An absent field means "not known".
 */
import type { AnyEvent, ErrorFacts, Json } from '@heddle/events';

export type { Me, Scope, Project, ApiKey, CreatedApiKey } from './api/access-types.ts';
export type {
  DeliveryHealth,
  RunGap,
  QuarantinedEvent,
  StoreHealth,
  Health,
} from './api/delivery-types.ts';
export type {
  Measure,
  Dimension,
  Figures,
  Series,
  SeriesPoint,
  Breakdown,
  BreakdownRow,
  Facets,
  FacetValue,
} from './api/figure-types.ts';

/**
 * One page of a list. Without `nextCursor` it was the last one.
 * Paging is by key, not by offset: events that arrive meanwhile never shift a page.
 */
export interface Page<Item> {
  items: Item[];
  nextCursor?: string;
}

/** The body of every answer that is not a success. `code` is stable, `message` is for people. */
export interface Problem {
  error: {
    /** `lower_snake`: `bad_request unauthorized forbidden not_found conflict too_large unsupported_encoding unsupported_media_type rate_limited overloaded read_only internal` */
    code: string;
    message: string;
    /** Which part of the request was wrong, where that can be said. */
    issues?: { path: string; message: string }[];
  };
}

/** `running` until an ending arrives; an ending never goes back to `running`. */
export type RunStatus = 'running' | 'completed' | 'failed' | 'blocked' | 'cancelled' | 'abandoned';

/** What a run or a session adds up to, counted by the collector from the events it stored. */
export interface Totals {
  inputTokens: number;
  outputTokens: number;
  cachedInputTokens: number;
  reasoningTokens: number;
  totalTokens: number;
  costUsd: number;
  modelCalls: number;
  toolCalls: number;
  steps: number;
  errors: number;
}

/** What arrived of a run. `missing > 0` means events were lost or are still on their way. */
export interface DeliveryOfRun {
  /** The highest sequence number seen, 0 when the events carry none. */
  lastSequenceNumber: number;
  /** Sequence numbers below the highest that have not arrived. */
  missing: number;
  /** Events that came with a sequence number already used in this run. */
  repeated: number;
  /** Events that arrived after one with a higher sequence number. */
  late: number;
}

export interface RunSummary {
  runId: string;
  sessionId?: string;
  parentRunId?: string;
  traceId?: string;
  agentKey: string;
  agentVersionId?: string;
  environment?: string;
  name?: string;
  role?: string;
  trigger?: string;
  status: RunStatus;
  startedAt: string;
  endedAt?: string;
  /** From the run's own ending (monotonic clock of the host) when it said so, else the difference of the times. */
  durationMs?: number;
  /** When the collector last received something of this run. A `running` run that is long silent probably died. */
  lastReceivedAt: string;
  events: number;
  totals: Totals;
  models: string[];
  tools: string[];
  /** The message of the error that ended the run. */
  errorMessage?: string;
  delivery: DeliveryOfRun;
}

/** `GET /v1/runs/{runId}` */
export interface RunDetail extends RunSummary {
  input?: Json;
  output?: Json;
  error?: ErrorFacts;
  /** Runs that name this one as their parent, oldest first (at most 200). */
  children: RunSummary[];
  /** Ranges of sequence numbers that never arrived, both ends included (at most 100). */
  gaps: SequenceRange[];
  /** What the SDK said the run adds up to, when its ending carried totals. Compare with `totals`. */
  reportedTotals?: Json;
}

export interface SequenceRange {
  from: number;
  to: number;
}

export interface SessionSummary {
  sessionId: string;
  kind?: string;
  name?: string;
  environment?: string;
  status: RunStatus;
  startedAt: string;
  endedAt?: string;
  durationMs?: number;
  lastReceivedAt: string;
  /** Events of the session's runs and of the session itself. */
  events: number;
  runs: number;
  runningRuns: number;
  failedRuns: number;
  handoffs: number;
  agents: string[];
  totals: Totals;
  errorMessage?: string;
}

/** `GET /v1/sessions/{sessionId}`: everything a replay needs but the events themselves. */
export interface SessionDetail extends SessionSummary {
  input?: Json;
  output?: Json;
  /** In the order they started (at most 500; `truncated` says when there are more). */
  runList: RunSummary[];
  handoffList: HandoffSummary[];
  truncated: boolean;
}

export interface HandoffSummary {
  handoffId: string;
  status: 'requested' | 'accepted' | 'completed' | 'failed';
  reason?: string;
  sourceAgentKey?: string;
  sourceRunId?: string;
  targetAgentKey?: string;
  targetRunId?: string;
  requestedAt?: string;
  acceptedAt?: string;
  endedAt?: string;
}

/** One stored event: `GET /v1/runs/{id}/events`, `/v1/sessions/{id}/events`, `/v1/search`, `/v1/tail`. */
export interface StoredEvent {
  /** Where it stands in the order of arrival: the cursor of the tail. */
  position: string;
  receivedAt: string;
  /** Arrived after an event of its run with a higher sequence number. Absent when false. */
  late?: true;
  event: AnyEvent;
}

/** `GET /v1/runs/{runId}/tree`: rows of a waterfall, parents before children, siblings by start. */
export interface RunTree {
  runId: string;
  /** The span of time the nodes cover. */
  startedAt: string;
  endedAt: string;
  nodes: TreeNode[];
  /** True when the run has more nodes than were asked for (`limit`, at most 20,000). */
  truncated: boolean;
}

export type TreeNodeKind =
  | 'session'
  | 'run'
  | 'step'
  | 'tool'
  | 'action'
  | 'llm'
  | 'mcp'
  | 'handoff'
  | 'guardrail'
  | 'approval'
  | 'resource'
  | 'error'
  | 'outcome'
  | 'custom';

export interface TreeNode {
  /** Unique within the tree. */
  id: string;
  parentId?: string;
  depth: number;
  /** How many nodes hang below, at any depth: what a click on the arrow folds away. */
  descendants: number;
  kind: TreeNodeKind;
  name: string;
  runId: string;
  agentKey: string;
  status: RunStatus | 'point';
  startedAt: string;
  /** Milliseconds from the tree's `startedAt`. */
  offsetMs: number;
  /** 0 for a point in time; absent while it is still going on. */
  durationMs?: number;
  spanId?: string;
  /** The events this node is made of, in sequence. */
  eventIds: string[];
  sequenceNumber?: number;
  model?: string;
  tool?: string;
  inputTokens?: number;
  outputTokens?: number;
  costUsd?: number;
  timeToFirstTokenMs?: number;
  errorMessage?: string;
}

/** `GET /v1/search` */
export interface SearchResult extends Page<SearchHit> {
  /** `index`: full-text index, whole store. `scan`: newest first, as far as the time allowed. */
  method: 'index' | 'scan';
  /** How many events a scan looked at. */
  scanned?: number;
}

export interface SearchHit extends StoredEvent {
  /** A short piece of the event around the first match, as plain text. */
  excerpt: string;
}

/** The `data` of a `GET /v1/tail` message of type `events`; the SSE `id` is the last position. */
export type TailMessage = StoredEvent[];

export type EventStatus = 'stored' | 'duplicate' | 'conflict' | 'invalid' | 'too_large';

/** The fate of one event of a request, in the order they were sent. */
export interface EventResult {
  index: number;
  id?: string;
  status: EventStatus;
  reason?: string;
}

/**
 * `POST /v1/events`, `/v1/events/batch`. A success says: every event whose status is `stored` or
 * `duplicate` is on disk. The fields below `results` repeat it in the words of other systems.
 */
export interface IngestAnswer {
  /** The request's `Idempotency-Key`, when it had one. */
  batchId?: string;
  /** `stored` and `duplicate`. */
  accepted: number;
  rejected: number;
  results: EventResult[];
  warnings: string[];
  status: 'accepted';
  data: { accepted: number; rejected: number };
  /** Of a body that was a single event or run. */
  event_id?: string;
}

/** `DELETE /v1/runs/{id}`, `DELETE /v1/sessions/{id}` */
export interface Erased {
  events: number;
  runs: number;
}
