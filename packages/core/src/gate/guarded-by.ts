import type { Gate } from './gate.ts';
import type { GateFactory, Gatekeeper } from './gatekeeper.ts';
import { guardedCall } from './guarded-call.ts';
import { callbackApprovals } from './host-approvals.ts';
import { passGate, type Guard } from './pass-gate.ts';

/**
 * Guards with a gate of your own: a service of yours, rules in another language. What it answers is
 * never taken for granted; what happens when it fails is `guardFailureMode`.
 *
 * @example
 * createHeddle({ mode: 'enforce', gate: guardedBy({ active: true, evaluate: askMyService }) });
 */
export function guardedBy(gate: Gate): GateFactory {
  return ({ approvals, ...context }): Gatekeeper => {
    const guard: Guard = {
      ...context,
      gate,
      approvals: typeof approvals === 'function' ? callbackApprovals(approvals) : approvals,
    };
    return {
      get active() {
        return gate.active;
      },
      ask(operation, args) {
        const call = guardedCall(operation, args);
        const passage = passGate(guard, call);
        return passage instanceof Promise ? passage.finally(call.finish) : passage;
      },
      spend: (spending) => gate.spend?.(spending),
      forgetRun: (runId) => gate.forgetRun?.(runId),
    };
  };
}
