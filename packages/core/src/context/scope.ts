/**
 * The shapes that travel through the context. They are the contract between two copies of this
 * package in one process (ESM and CJS, two versions): fields may be added, never renamed, as long
 * as the global state key keeps its number.
 */

/** The ordered story of one session in this process. */
export interface SessionState {
  readonly id: string;
  /** Lamport clock: the last number given or seen. */
  clock: number;
  readonly totals: Totals;
}

export interface RunState {
  readonly id: string;
  /** Final once the run has begun: a companion may give it. */
  traceId: string;
  readonly parentRunId: string | undefined;
  readonly session: SessionState | undefined;
  readonly sampled: boolean;
  readonly agentKey: string;
  readonly environment: string | undefined;
  /** Steps begun so far: the index of the next one. */
  stepsOpened: number;
  /** The last sequence number given. */
  sequence: number;
  readonly totals: Totals;
  readonly childTotals: Totals;
  /** False once its ending was recorded; late children are still numbered. */
  open: boolean;
  /** Told when the run is over: nobody may go on waiting in its name. */
  readonly whenClosed: Set<() => void>;
  /** Tool calls that models asked for in this run and that no tool has answered yet. */
  asked?: AskedToolCall[];
  /** Errors already reported in this run: once per error object and run. */
  readonly reported: WeakSet<object>;
}

export interface AskedToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: unknown;
}

/** What a run adds up to. Rolls up to the run's ending, the parent's `childTotals`, the session. */
export interface Totals {
  inputTokens: number;
  outputTokens: number;
  cachedInputTokens: number;
  reasoningTokens: number;
  costUsd: number;
  modelCalls: number;
  toolCalls: number;
  steps: number;
  errors: number;
  runs: number;
}

/** The innermost thing that is going on: what a new event's parent is. */
export interface Scope {
  readonly kind: ScopeKind;
  readonly parent: Scope | undefined;
  readonly run: RunState | undefined;
  readonly session: SessionState | undefined;
  readonly step: StepState | undefined;
  readonly spanId: string;
  /** Only of a `remote` scope: what the message said about where it comes from. */
  readonly remote?: RemoteOrigin | undefined;
  /** Only of a `lease`: the scope it stands for, as long as it lasts. */
  readonly held?: Scope | undefined;
}

/** The run in another process, or the foreign span, that this process was called from. */
export interface RemoteOrigin {
  readonly traceId: string;
  /** The sampling decision of another Heddle; one made by somebody else's tracer is not ours. */
  readonly sampled: boolean | undefined;
  readonly runId: string | undefined;
  readonly agentKey: string | undefined;
  readonly environment: string | undefined;
}

export interface StepState {
  readonly key: string;
  readonly name: string | undefined;
  readonly index: number | undefined;
}

export type ScopeKind =
  | 'session'
  | 'run'
  | 'step'
  | 'tool'
  | 'guard'
  | 'llm'
  | 'mcp'
  | 'handoff'
  | 'remote'
  | 'detached'
  | 'lease';
