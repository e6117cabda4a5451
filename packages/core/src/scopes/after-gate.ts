import type { GuardBlockedError } from '../errors.ts';
import type { Passage } from '../gate/gatekeeper.ts';
import type { AnyFunction } from '../wrap/any-function.ts';
import type { Operation } from './operation.ts';
import { runOperation } from './run-operation.ts';
import type { Work } from './work.ts';

/** Waits for the gate and then calls the host's function or refuses. */
export function afterGate(
  passage: GuardBlockedError | Promise<Passage>,
  operation: Operation,
  target: AnyFunction,
  self: unknown,
  args: readonly unknown[],
): unknown {
  const refuseIt = (refusal: GuardBlockedError): unknown => {
    operation.block(refusal);
    return refuseCall(operation.work, target, refusal);
  };
  if (!(passage instanceof Promise)) return refuseIt(passage);
  return waiting(target, passage, (refusal) =>
    refusal === undefined ? runOperation(operation, target, self, args) : refuseIt(refusal),
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
export function refuseCall(work: Work, target: AnyFunction, error: GuardBlockedError): unknown {
  switch (tagOf(target)) {
    // Generators fail at their first step, as the originals would.
    case 'AsyncGeneratorFunction':
      return failingAsyncGenerator(error);
    case 'GeneratorFunction':
      return failingGenerator(error);
    default:
      if (work.mayWait) return Promise.reject(error);
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
