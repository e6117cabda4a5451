import { HeddleError } from '../errors.ts';
import { enforceFailure } from './enforce.ts';
import type { Gate, GateRequest } from './gate.ts';
import type { GateFactory, Gatekeeper, Passage } from './gatekeeper.ts';
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
    const isCareful = enforceFailure(guard).action === 'block';
    // What is missing might be what a policy asks for.
    const careful = isCareful ? { ...guard, gate: undescribed } : guard;
    return {
      get active() {
        return gate.active;
      },
      ask(operation, args) {
        const call = guardedCall(operation, args);
        const passage = passGate(operation.facts.incomplete ? careful : guard, call);
        return passage instanceof Promise ? passage.finally(call.finish) : passage;
      },
      cannotAsk({ name }) {
        const request: GateRequest = {
          kind: 'tool',
          agentKey: '',
          tool: { name },
          action: { type: 'execute' },
          args: [],
        };
        return passGate({ ...guard, gate: unbegun }, { request, canWait: false }) as Passage;
      },
      spend: (spending) => gate.spend?.(spending),
      forgetRun: (runId) => gate.forgetRun?.(runId),
    };
  };
}

/** Stands in where there is nothing to ask about: what follows is up to the failure mode. */
const speechless = (why: string): Gate => ({
  active: true,
  evaluate() {
    throw new HeddleError(why, { code: 'guard_failed' });
  },
});

const unbegun: Gate = speechless('Heddle failed to begin the call.');
const undescribed: Gate = speechless('an option that describes the call threw.');
