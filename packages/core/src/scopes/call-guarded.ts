import type { GuardBlockedError } from '../errors.ts';
import { passGate, type Passage } from '../gate/pass-gate.ts';
import type { AnyFunction } from '../wrap/any-function.ts';
import { runOperation } from './watched-work.ts';
import { guardedCall } from './guarded-call.ts';
import type { Operation } from './operation.ts';

/**
 * Asks the gate about a call. `undefined`: go on, the call is the one that would have happened
 * anyway. Whatever else it is goes to `afterGate`.
 */
export function askGate(
  operation: Operation,
  args: readonly unknown[],
): Passage | Promise<Passage> {
  const call = guardedCall(operation, args);
  const passage = passGate(operation.instrument.furnishing.guard, call);
  return passage instanceof Promise ? passage.finally(call.finish) : passage;
}

/** Waits for the gate and then calls the host's function or refuses. */
export function afterGate(
  passage: GuardBlockedError | Promise<Passage>,
  operation: Operation,
  target: AnyFunction,
  self: unknown,
  args: readonly unknown[],
): unknown {
  if (!(passage instanceof Promise)) return refuse(operation, target, passage);
  return waiting(target, passage, (refusal) =>
    refusal === undefined
      ? runOperation(operation, target, self, args)
      : refuse(operation, target, refusal),
  );
}

/** Waits in the shape the host's function answers in: a promise, or an async generator. */
function waiting<Settled>(
  target: AnyFunction,
  pending: Promise<Settled>,
  go: (settled: Settled) => unknown,
): unknown {
  if (tagOf(target) !== 'AsyncGeneratorFunction') return pending.then(go);
  return (async function* (): AsyncGenerator {
    return yield* go(await pending) as AsyncGenerator;
  })();
}

/** The one error Heddle throws on purpose, in the shape a failure of the function would have. */
function refuse(operation: Operation, target: AnyFunction, error: GuardBlockedError): unknown {
  operation.block(error);
  switch (tagOf(target)) {
    // Generators fail at their first step, as the originals would.
    case 'AsyncGeneratorFunction':
      return failingAsyncGenerator(error);
    case 'GeneratorFunction':
      return failingGenerator(error);
    default:
      if (operation.work.mayWait) return Promise.reject(error);
      throw error;
  }
}

// oxlint-disable-next-line require-yield
async function* failingAsyncGenerator(error: unknown): AsyncGenerator {
  throw error;
}

// oxlint-disable-next-line require-yield
function* failingGenerator(error: unknown): Generator {
  throw error;
}

function tagOf(fn: AnyFunction): unknown {
  return (fn as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag];
}
