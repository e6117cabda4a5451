import type { Scope } from '../context/scope.ts';
import type { Instrument } from '../instrument.ts';
import type { AnyFunction } from '../wrap/function-types.ts';
import { watchResult } from '../wrap/watch-result.ts';
import { activeScope, begin } from './begin.ts';
import { callGuarded } from './call-guarded.ts';
import type { Operation } from './operation.ts';
import type { Work } from './work.ts';

/** Calls the host's function as a piece of work. What it returns or throws is the host's own. */
export function callWatched(
  instrument: Instrument,
  work: Work,
  target: AnyFunction,
  self: unknown,
  args: readonly unknown[],
): unknown {
  const parent = activeScope(instrument);
  if (parent?.run === undefined && work.kind !== 'run' && work.kind !== 'session') {
    const { outsideRun, gate } = instrument.furnishing;
    if (outsideRun === 'run') return callInOwnRun(instrument, work, target, self, args);
    if (outsideRun === 'ignore' && !gate.active) return Reflect.apply(target, self, args);
  }
  const operation = tryBegin(instrument, work, self, args, parent);
  if (operation === undefined) return Reflect.apply(target, self, args);
  if (work.guarded && instrument.furnishing.gate.active) {
    return callGuarded(operation, target, self, args);
  }
  return runOperation(operation, target, self, args);
}

/** Begins a piece of work, or stands aside: our own failure never keeps the host from its call. */
export function tryBegin(
  instrument: Instrument,
  work: Work,
  self: unknown,
  args: readonly unknown[],
  parent: Scope | undefined,
): Operation | undefined {
  if (instrument.diagnostics.standingAside) return undefined;
  try {
    return begin(instrument, work, self, args, parent);
  } catch (error) {
    instrument.diagnostics.report('internal_error', 'Heddle could not record a call.', error);
    return undefined;
  }
}

export function runOperation(
  operation: Operation,
  target: AnyFunction,
  self: unknown,
  args: readonly unknown[],
): unknown {
  let result: unknown;
  try {
    result = operation.enter(target, self, args);
  } catch (error) {
    operation.fail(error);
    throw error;
  }
  return watchResult(result, operation);
}

const implicitRuns = new WeakMap<Work, Work>();

/** Work outside any run gets a run of its own, named after it: it can be seen and billed. */
function callInOwnRun(
  instrument: Instrument,
  work: Work,
  target: AnyFunction,
  self: unknown,
  args: readonly unknown[],
): unknown {
  let run = implicitRuns.get(work);
  if (run === undefined) {
    run = {
      kind: 'run',
      name: work.name,
      captureInput: 'none',
      captureOutput: 'none',
      guarded: false,
      mayWait: false,
      facts: { run: { name: work.name, trigger: 'implicit' } },
    };
    implicitRuns.set(work, run);
  }
  const inRun = (): unknown => {
    // Should the run fail to open, the work must not look for one again.
    const operation = tryBegin(instrument, work, self, args, activeScope(instrument));
    if (operation === undefined) return Reflect.apply(target, self, args);
    return work.guarded && instrument.furnishing.gate.active
      ? callGuarded(operation, target, self, args)
      : runOperation(operation, target, self, args);
  };
  return callWatched(instrument, run, inRun, undefined, []);
}
