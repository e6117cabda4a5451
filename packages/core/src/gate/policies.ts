import type { GateFactory, InferAction } from './gatekeeper.ts';
import { guardedBy } from './guarded-by.ts';
import { inferFromToolName } from './infer-from-tool-name.ts';
import { checkPolicySet } from './check-policy.ts';
import { toPolicySet, type Policy, type PolicySet } from './policy.ts';
import { policyGate, type PolicyGateOptions } from './policy-gate.ts';

/** More about the policies of `policies()`. */
export type PoliciesOptions = Pick<PolicyGateOptions, 'capabilities' | 'project'>;

/**
 * Guards with policies: rules as data, evaluated in this process without I/O. Tools that do not say
 * what they do are judged by what their names suggest (`inferAction` of `createHeddle` changes that).
 *
 * @throws ConfigError naming the policy and the field that is wrong.
 * @example
 * createHeddle({
 *   mode: 'enforce',
 *   gate: policies([{ key: 'no-deletes', effect: 'block', match: { action: 'delete' } }]),
 * });
 */
export function policies(
  given: PolicySet | readonly Policy[],
  options: PoliciesOptions = {},
): GateFactory {
  // Checked where it is written, not where it is used.
  const set = toPolicySet(given);
  checkPolicySet(set);
  return (context) => {
    const { clock, guardFailureMode, mode } = context;
    const gate = policyGate({ ...options, policies: set, mode, guardFailureMode, clock });
    const keeper = guardedBy(gate)(context);
    return Object.defineProperties(keeper, {
      inferAction: { value: inferFromToolName satisfies InferAction },
    });
  };
}
