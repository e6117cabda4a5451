import type { JsonObject } from '@heddle/events';
import { rememberRun, sessionState, sharedState } from '../context/shared-state.ts';
import { emptyTotals } from '../context/totals.ts';
import type { RunState, Scope, SessionState, StepState } from '../context/scope.ts';
import type { Instrument } from '../instrument.ts';
import { Operation } from './operation.ts';
import { answeredToolCall, forgetToolCall } from './tool-call-links.ts';
import type { Work, WorkFacts } from './work.ts';

/** The scope that code is running in: the context's, or the one this process was started in. */
export function activeScope(instrument: Instrument): Scope | undefined {
  const scope = instrument.context.active();
  if (scope === undefined) return sharedState().ambient;
  if (scope.kind === 'lease') return scope.held;
  return scope.kind === 'detached' ? undefined : scope;
}

/**
 * Opens a piece of work in the scope that is active, or in `parent`. `undefined` when there is
 * nothing to record: the host's function is then called as it is.
 */
export function begin(
  instrument: Instrument,
  work: Work,
  self: unknown,
  args: readonly unknown[],
  parent: Scope | undefined,
): Operation | undefined {
  if (parent?.run?.sampled === false && work.kind !== 'run' && !instrument.furnishing.gate.active) {
    // Nothing of a run that is not sampled is recorded, and its scope is already the active one.
    instrument.countSampled(work.kind === 'tool' ? 3 : 2);
    return undefined;
  }
  const { facts: given } = work;
  let facts = typeof given === 'function' ? resolveFacts(instrument, given, self, args) : given;
  if (work.kind === 'tool' && parent?.run?.asked !== undefined) {
    facts = answering(parent.run, facts, args);
  }
  const operation = open(instrument, work, facts, parent, args);
  if (work.kind === 'run') {
    rememberRun(operation);
    acceptHandoff(instrument, operation, parent);
  }
  const { observer } = work;
  if (observer !== undefined) instrument.guard(() => observer.begun(operation));
  return operation;
}

function open(
  instrument: Instrument,
  work: Work,
  facts: WorkFacts,
  around: Scope | undefined,
  args: readonly unknown[],
): Operation {
  const parent = work.kind === 'run' ? (foreignParent(instrument, around) ?? around) : around;
  let run = parent?.run;
  let session = parent?.session;
  let step = parent?.step;
  if (work.kind === 'run') {
    session = facts.run?.sessionId === undefined ? session : sessionState(facts.run.sessionId);
    run = newRun(instrument, facts, parent, session);
    step = facts.step === undefined ? undefined : stepState(facts.step, facts.step.index);
  } else if (work.kind === 'session') {
    session = newSession(instrument, facts);
  } else if (work.kind === 'step') {
    step = newStep(facts, run);
  }
  const input = facts.input !== undefined ? facts.input : captureArguments(instrument, work, args);
  return new Operation(instrument, work, facts, parent, run, session, step, args, input);
}

/** A run that no other run is around belongs to whoever else is tracing. */
function foreignParent({ context }: Instrument, around: Scope | undefined): Scope | undefined {
  if (around !== undefined && (around.kind !== 'session' || around.run !== undefined))
    return undefined;
  return context.foreignParent?.(around);
}

/** Links an invocation to the model's tool call that it answers. */
function answering(run: RunState, facts: WorkFacts, args: readonly unknown[]): WorkFacts {
  if (facts.toolCallId !== undefined) {
    forgetToolCall(run, facts.toolCallId);
    return facts;
  }
  const toolCallId =
    facts.tool === undefined ? undefined : answeredToolCall(run, facts.tool.name, args);
  return toolCallId === undefined ? facts : { ...facts, toolCallId };
}

function captureArguments(instrument: Instrument, work: Work, args: readonly unknown[]): unknown {
  if (work.captureInput === 'none' || args.length === 0) return undefined;
  return instrument.capture(args.length === 1 ? args[0] : args, work.captureInput);
}

function newRun(
  instrument: Instrument,
  facts: WorkFacts,
  parent: Scope | undefined,
  session: SessionState | undefined,
): RunState {
  const { ids, clock, furnishing, agent } = instrument;
  const around = parent?.run;
  const remote = parent?.remote;
  const traceId = around?.traceId ?? remote?.traceId ?? ids.traceId();
  const handoffTarget = enclosingHandoff(parent)?.facts.handoff?.targetAgentKey;
  return {
    id: facts.run?.id ?? `run_${ids.uuid(clock.wall())}`,
    traceId,
    parentRunId: around?.id ?? remote?.runId,
    session,
    // A decision made upstream holds for the whole trace.
    sampled: around?.sampled ?? remote?.sampled ?? furnishing.sample(traceId),
    agentKey: facts.run?.agentKey ?? handoffTarget ?? around?.agentKey ?? agent.key,
    environment: facts.run?.environment ?? around?.environment ?? agent.environment,
    sequence: facts.run?.lastSequenceNumber ?? 0,
    totals: emptyTotals(),
    childTotals: emptyTotals(),
    stepsOpened: 0,
    open: true,
    whenClosed: new Set(),
    reported: new WeakSet(),
  };
}

/** A session inside a session is one of its own: several conversations may serve one. */
function newSession(instrument: Instrument, facts: WorkFacts): SessionState {
  const id = facts.session?.id ?? `ses_${instrument.ids.uuid(instrument.clock.wall())}`;
  return sessionState(id);
}

function newStep(facts: WorkFacts, run: RunState | undefined): StepState {
  const index = run === undefined ? undefined : run.stepsOpened++;
  const step = facts.step ?? { key: 'step' };
  return stepState(step, step.index ?? index);
}

function stepState(step: NonNullable<WorkFacts['step']>, index: number | undefined): StepState {
  return { key: step.key, name: step.name, index };
}

/** The handoff that a run opens in, when no other run lies between. */
function enclosingHandoff(parent: Scope | undefined): Operation | undefined {
  for (let scope = parent; scope !== undefined && scope.kind !== 'run'; scope = scope.parent) {
    if (scope.kind === 'handoff') return scope as Operation;
  }
  return undefined;
}

function acceptHandoff(instrument: Instrument, target: Operation, parent: Scope | undefined): void {
  const handoff = enclosingHandoff(parent);
  if (handoff === undefined || handoff.details?.['accepted'] === true) return;
  recordAcceptance(instrument, handoff, {
    targetRunId: (target.run as RunState).id,
    targetAgentKey: (target.run as RunState).agentKey,
  });
}

/** `agent.handoff.accepted`: the target has taken the work. Said once per handoff. */
export function recordAcceptance(
  instrument: Instrument,
  handoff: Operation,
  target: JsonObject,
): void {
  if (handoff.details?.['accepted'] === true) return;
  const facts = { ...(handoff.facts.handoff as unknown as JsonObject), ...target };
  handoff.record({ accepted: true, handoff: facts });
  instrument.emit('agent.handoff.accepted', handoff, { handoff: facts });
}

function resolveFacts(
  instrument: Instrument,
  facts: (self: unknown, args: readonly unknown[]) => WorkFacts,
  self: unknown,
  args: readonly unknown[],
): WorkFacts {
  try {
    return facts(self, args);
  } catch (error) {
    instrument.diagnostics.report(
      'option_failed',
      'An option given as a function threw; the call is recorded without it.',
      error,
    );
    return { incomplete: true };
  }
}
