import { isErrorOfRun, type EventFacts } from '../../../event/event-facts.ts';
import { arrive, noSequence, type SequenceRanges } from '../../../event/sequence-ranges.ts';
import { statusNumber } from '../../../event/run-status.ts';

/**
 * A run as its row holds it. Applying the events of a run in any order leads to the same state
 * (but for `late`, which is about the order they came in).
 */
export interface RunState {
  readonly run: number;
  readonly project: number;
  readonly runId: string;
  session: number | undefined;
  parentRunId: string | undefined;
  traceId: string | undefined;
  agentKey: string;
  agentVersionId: string | undefined;
  environment: string;
  name: string | undefined;
  role: string | undefined;
  trigger: string | undefined;
  status: number;
  startedAt: number;
  endedAt: number | undefined;
  durationMs: number | undefined;
  lastReceived: number;
  errorMessage: string | undefined;
  /** Positions of the beginning and the ending that count. */
  opened: number | undefined;
  closed: number | undefined;
  closedSequence: number;
  events: number;
  inputTokens: number;
  outputTokens: number;
  cachedInputTokens: number;
  reasoningTokens: number;
  totalTokens: number;
  costNano: number;
  modelCalls: number;
  toolCalls: number;
  steps: number;
  errors: number;
  repeated: number;
  late: number;
  readonly arrived: SequenceRanges;
}

export function newRunState(run: number, project: number, facts: EventFacts): RunState {
  return {
    run,
    project,
    runId: facts.runId ?? '',
    session: undefined,
    parentRunId: undefined,
    traceId: undefined,
    agentKey: facts.agentKey,
    agentVersionId: undefined,
    environment: facts.environment,
    name: undefined,
    role: undefined,
    trigger: undefined,
    status: statusNumber('running'),
    startedAt: facts.time,
    endedAt: undefined,
    durationMs: undefined,
    lastReceived: facts.receivedAt,
    errorMessage: undefined,
    opened: undefined,
    closed: undefined,
    closedSequence: -1,
    events: 0,
    inputTokens: 0,
    outputTokens: 0,
    cachedInputTokens: 0,
    reasoningTokens: 0,
    totalTokens: 0,
    costNano: 0,
    modelCalls: 0,
    toolCalls: 0,
    steps: 0,
    errors: 0,
    repeated: 0,
    late: 0,
    arrived: noSequence(),
  };
}

export function applyToRun(
  state: RunState,
  facts: EventFacts,
  position: number,
  session: number | undefined,
): void {
  state.events += 1;
  countArrival(state, facts.sequence);
  state.startedAt = Math.min(state.startedAt, facts.time);
  state.lastReceived = Math.max(state.lastReceived, facts.receivedAt);
  state.session ??= session;
  state.parentRunId ??= facts.parentRunId;
  state.traceId ??= facts.traceId;
  state.agentVersionId ??= facts.agentVersionId;
  if (state.environment === '') state.environment = facts.environment;
  addTotals(state, facts);
  if (facts.run !== undefined) applyBoundary(state, facts, facts.run, position);
}

function countArrival(state: RunState, sequence: number): void {
  if (sequence === 0) return;
  const arrival = arrive(state.arrived, sequence);
  if (arrival === 'repeated') state.repeated += 1;
  if (arrival === 'late') state.late += 1;
}

function addTotals(state: RunState, facts: EventFacts): void {
  if (facts.counted === 'models') state.modelCalls += 1;
  if (facts.counted === 'tools') state.toolCalls += 1;
  if (facts.counted === 'steps') state.steps += 1;
  if (isErrorOfRun(facts)) state.errors += 1;
  const { tokens } = facts;
  if (tokens === undefined) return;
  state.inputTokens += tokens.inputTokens;
  state.outputTokens += tokens.outputTokens;
  state.cachedInputTokens += tokens.cachedInputTokens;
  state.reasoningTokens += tokens.reasoningTokens;
  state.totalTokens += tokens.totalTokens;
  state.costNano += tokens.costNano;
}

function applyBoundary(
  state: RunState,
  facts: EventFacts,
  run: NonNullable<EventFacts['run']>,
  position: number,
): void {
  // The run's own events know best who it is; those inside may belong to a helper.
  state.agentKey = facts.agentKey;
  state.name = run.name;
  state.role ??= run.role;
  state.trigger ??= run.trigger;
  if (run.status === 'running') {
    state.opened ??= position;
    return;
  }
  // Two endings: the one with the higher sequence number counts, whichever came first.
  if (facts.sequence < state.closedSequence) return;
  state.closedSequence = facts.sequence;
  state.closed = position;
  state.status = statusNumber(run.status);
  state.endedAt = facts.time;
  state.durationMs = facts.durationMs;
  state.errorMessage = run.errorMessage;
}
