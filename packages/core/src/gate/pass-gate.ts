import type { Json } from '@heddle/events';
import { HeddleError, messageOf, type GuardBlockedError } from '../errors.ts';
import { askApproval } from './ask-approval.ts';
import { enforce, enforceFailure, isDecision } from './enforce.ts';
import type { ApprovalPort, Decision, Gate, GateRequest } from './gate.ts';
import { tell, type GateWitness } from './gate-witness.ts';
import type { GuardFailureMode, GuardMode } from './mode.ts';
import { refuse } from './refuse.ts';
import { hostTimers, type Timers } from './timers.ts';

export type { GateWitness } from './gate-witness.ts';

/** What stands between every guarded call of one client and the call itself. */
export interface Guard {
  readonly gate: Gate;
  readonly mode: GuardMode;
  readonly guardFailureMode: GuardFailureMode;
  readonly approvals?: ApprovalPort | undefined;
  /** Default 300,000. A policy's own comes first. */
  readonly approvalTimeoutMs?: number | undefined;
  /** How long a gate that answers with a promise may take. Default 10,000. */
  readonly evaluationTimeoutMs?: number | undefined;
  readonly newApprovalId: () => string;
  /** `now` is monotonic, `wall` is epoch milliseconds. */
  readonly clock: { now(): number; wall(): number };
  readonly timers?: Timers | undefined;
}

export interface GuardedCall {
  readonly request: GateRequest;
  /** False for a synchronous function, which cannot wait for a person. */
  readonly canWait: boolean;
  /** Ends the wait for a person: the call was aborted, its run is over. */
  readonly signal?: AbortSignal | undefined;
  /** The arguments, redacted and bounded. Called only when a person is asked. */
  readonly input?: (() => Json) | undefined;
  readonly witness?: GateWitness | undefined;
}

/** Nothing: go on. An error: throw it, and do not run the action. */
export type Passage = GuardBlockedError | undefined;

/**
 * Leads one call through the gate and, where a policy wants it, to a person. Every guarded action
 * comes through here: tools, guards, MCP calls, handoffs. Synchronous whenever the gate is and
 * nobody has to be asked. In monitor mode nothing is waited for and nothing refused. Never throws
 * and never rejects.
 *
 * @example
 * const passage = passGate(guard, { request, canWait: true, witness });
 * // When it is there: if (passage) throw passage; otherwise run the action.
 */
export function passGate(guard: Guard, call: GuardedCall): Passage | Promise<Passage> {
  let answer: unknown;
  let later: Promise<unknown> | undefined;
  try {
    answer = guard.gate.evaluate(call.request);
    if (isThenable(answer)) later = Promise.resolve(answer);
  } catch (error) {
    return fail(guard, call, error);
  }
  if (!later) return judge(guard, call, answer);

  const judged = (decision: unknown) => judge(guard, call, decision);
  const failed = (error: unknown) => fail(guard, call, error);
  if (guard.mode === 'monitor') {
    void later.then(judged, failed);
    return undefined;
  }
  if (call.canWait) return inTime(later, guard).then(judged, failed);
  later.catch(() => {});
  return failed(failure('the gate answers later than a synchronous call can wait.'));
}

function judge(guard: Guard, call: GuardedCall, decision: unknown): Passage | Promise<Passage> {
  if (decision === undefined) return undefined;
  if (!isDecision(decision)) return fail(guard, call, failure('the answer is no decision.'));
  tell(() => call.witness?.evaluated?.(decision));
  const { action } = enforce(decision, guard);
  if (action === 'proceed') return undefined;
  if (action === 'wait' && call.canWait) return askApproval(guard, call, decision);
  const refusal = action === 'wait' ? 'cannot_wait' : 'policy';
  return refuse({ refusal, request: call.request, decision });
}

function fail(guard: Guard, { request, witness }: GuardedCall, error: unknown): Passage {
  const isBlocked = enforceFailure(guard).action === 'block';
  const cause = messageOf(error);
  tell(() => witness?.failed?.(error));
  if (isBlocked && guard.guardFailureMode === 'throw') {
    return refuse({
      refusal: 'guard_failed',
      code: 'guard_failed',
      request,
      failure: cause,
      cause: error,
    });
  }
  const decision: Decision = {
    policyDecision: isBlocked ? 'block' : 'allow',
    effectiveDecision: isBlocked ? 'block' : 'allow',
    enforcementAction: isBlocked ? 'block' : 'proceed',
    mode: guard.mode,
    reason: `guard_failed: ${cause}`,
    matchedGuardrails: [],
  };
  tell(() => witness?.evaluated?.(decision));
  return isBlocked
    ? refuse({ refusal: 'guard_failed', request, decision, failure: cause, cause: error })
    : undefined;
}

function inTime(later: Promise<unknown>, guard: Guard): Promise<unknown> {
  const { evaluationTimeoutMs = 10_000, timers = hostTimers } = guard;
  return new Promise((resolve, reject) => {
    const timer = timers.setTimeout(
      () => reject(failure(`no decision within ${evaluationTimeoutMs / 1000} s.`)),
      evaluationTimeoutMs,
    );
    later.finally(() => timers.clearTimeout(timer)).then(resolve, reject);
  });
}

const failure = (message: string): HeddleError =>
  new HeddleError(message, { code: 'guard_failed' });

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value;
