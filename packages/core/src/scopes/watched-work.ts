import type { Scope } from '../context/scope.ts';
import type { Instrument } from '../instrument.ts';
import type { AnyFunction } from '../wrap/any-function.ts';
import { watchResult } from '../wrap/watch-result.ts';
import { unwrap, type CallHandler } from '../wrap/wrap-function.ts';
import { activeScope, begin } from './begin.ts';
import { afterGate, askGate } from './call-guarded.ts';
import type { Operation } from './operation.ts';
import type { Work } from './work.ts';

/**
 * How a function is called as a piece of work. It is the handler of the wrapper's Proxy itself:
 * between the host's call and the host's function lie as few frames as can be, because deep
 * recursion must stay possible.
 */
export class WatchedWork implements CallHandler {
  readonly instrument: Instrument;
  readonly work: Work;
  #implicitRun: WatchedWork | undefined;

  constructor(instrument: Instrument, work: Work) {
    this.instrument = instrument;
    this.work = work;
  }

  /** What the host's function returns or throws is what this returns or throws. */
  apply(target: AnyFunction, self: unknown, args: unknown[]): unknown {
    const { instrument, work } = this;
    const { guard, outsideRun } = instrument.furnishing;
    const parent = activeScope(instrument);
    if (parent?.run === undefined && work.kind !== 'run' && work.kind !== 'session') {
      if (outsideRun === 'run') return this.#inOwnRun(target, self, args);
      if (outsideRun === 'ignore' && !guard.gate.active) return Reflect.apply(target, self, args);
    }
    const operation = this.tryBegin(self, args, parent);
    if (operation === undefined) return Reflect.apply(target, self, args);
    if (work.guarded && guard.gate.active) {
      const passage = askGate(operation, args);
      if (passage !== undefined) return afterGate(passage, operation, target, self, args);
    }
    let result: unknown;
    try {
      result = instrument.context.with(operation, target, self, args);
    } catch (error) {
      operation.fail(error);
      throw error;
    }
    return watchResult(result, operation);
  }

  construct(target: AnyFunction, args: unknown[], newTarget: AnyFunction): object {
    // The class must see itself as `new.target`, not the double the host called `new` on.
    const constructed = unwrap(newTarget);
    return this.apply(
      () => Reflect.construct(target, args, constructed),
      undefined,
      args,
    ) as object;
  }

  /** Begins a piece of work, or stands aside: our own failure never keeps the host from its call. */
  tryBegin(
    self: unknown,
    args: readonly unknown[],
    parent: Scope | undefined,
  ): Operation | undefined {
    const { diagnostics } = this.instrument;
    if (diagnostics.standingAside) return undefined;
    try {
      return begin(this.instrument, this.work, self, args, parent);
    } catch (error) {
      diagnostics.report('internal_error', 'Heddle could not record a call.', error);
      return undefined;
    }
  }

  /** Work outside any run gets a run of its own, named after it: it can be seen and billed. */
  #inOwnRun(target: AnyFunction, self: unknown, args: unknown[]): unknown {
    this.#implicitRun ??= new WatchedWork(this.instrument, implicitRun(this.work));
    const inRun = (): unknown => {
      // Should the run have failed to open, the work must not look for one again.
      const operation = this.tryBegin(self, args, activeScope(this.instrument));
      if (operation === undefined) return Reflect.apply(target, self, args);
      if (this.work.guarded && this.instrument.furnishing.guard.gate.active) {
        const passage = askGate(operation, args);
        if (passage !== undefined) return afterGate(passage, operation, target, self, args);
      }
      return runOperation(operation, target, self, args);
    };
    return this.#implicitRun.apply(inRun, undefined, []);
  }
}

/** Runs the host's function as an operation that has begun. */
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

function implicitRun({ name }: Work): Work {
  return {
    kind: 'run',
    name,
    captureInput: 'none',
    captureOutput: 'none',
    guarded: false,
    mayWait: false,
    facts: { run: { name, trigger: 'implicit' } },
  };
}
