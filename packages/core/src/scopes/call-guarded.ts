import type { ApprovalAnswer, Decision } from '../gate/gate.ts';
import { GuardBlockedError } from '../gate/guard-blocked-error.ts';
import type { AnyFunction } from '../wrap/function-types.ts';
import { waitForApproval } from './approval.ts';
import { runOperation } from './call-watched.ts';
import { judge, type Verdict } from './judge.ts';
import type { Operation } from './operation.ts';

/**
 * Asks the gate, then calls the host's function, waits for a person, or refuses. In monitor mode,
 * and wherever no policy speaks, the call is the one that would have happened anyway.
 */
export function callGuarded(
  operation: Operation,
  target: AnyFunction,
  self: unknown,
  args: readonly unknown[],
): unknown {
  const verdict = judge(operation, args);
  if (!(verdict instanceof Promise)) return follow(verdict, operation, target, self, args);
  if (!operation.work.mayWait) {
    return refuse(operation, target, undefined, 'a synchronous call cannot wait for this gate');
  }
  return waiting(target, verdict, (settled) => follow(settled, operation, target, self, args));
}

function follow(
  verdict: Verdict,
  operation: Operation,
  target: AnyFunction,
  self: unknown,
  args: readonly unknown[],
): unknown {
  switch (verdict.status) {
    case 'proceed':
      return runOperation(operation, target, self, args);
    case 'block':
      return refuse(operation, target, verdict.decision, verdict.reason, verdict.cause);
    case 'wait':
      if (!operation.work.mayWait) {
        return refuse(
          operation,
          target,
          verdict.decision,
          'it needs an approval and a synchronous call cannot wait; declare it `async: true`',
        );
      }
      return waiting(target, waitForApproval(operation, verdict.decision), (answer) =>
        answer.status === 'approved'
          ? runOperation(operation, target, self, args)
          : refuse(operation, target, verdict.decision, refusal(answer), undefined, answer),
      );
  }
}

/** Waits in the shape the host's function answers in: a promise, or an async generator. */
function waiting<Settled>(
  target: AnyFunction,
  pending: Promise<Settled>,
  go: (settled: Settled) => unknown,
): unknown {
  if (tagOf(target) !== 'AsyncGeneratorFunction') return pending.then(go);
  return (async function* (): AsyncGenerator {
    const inner = go(await pending) as AsyncGenerator;
    return yield* inner;
  })();
}

/** The one error Heddle throws on purpose, in the shape a failure of the function would have. */
function refuse(
  operation: Operation,
  target: AnyFunction,
  decision: Decision | undefined,
  reason: string | undefined,
  cause?: unknown,
  answer?: ApprovalAnswer,
): unknown {
  const { facts, run } = operation;
  const error = new GuardBlockedError({
    tool: facts.tool,
    action: facts.action,
    resource: facts.resource,
    decision,
    reason,
    approvalId: decision?.approvalId,
    approvalStatus: answer?.status,
    runId: run?.id,
    cause,
  });
  operation.block(error);
  switch (tagOf(target)) {
    case 'AsyncGeneratorFunction':
      // oxlint-disable-next-line require-yield -- fails at the first step, as the original would
      return (async function* (): AsyncGenerator {
        throw error;
      })();
    case 'GeneratorFunction':
      // oxlint-disable-next-line require-yield
      return (function* (): Generator {
        throw error;
      })();
    default:
      if (operation.work.mayWait) return Promise.reject(error);
      throw error;
  }
}

function refusal({ status, resolvedBy, reason }: ApprovalAnswer): string {
  const by = resolvedBy === undefined ? '' : ` by ${resolvedBy}`;
  return `the approval was ${status === 'timeout' ? 'not given in time' : status}${by}${
    reason === undefined ? '' : `: ${reason}`
  }`;
}

function tagOf(fn: AnyFunction): unknown {
  return (fn as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag];
}
