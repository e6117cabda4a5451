import type { Capability } from './capabilities.ts';
import { checkPolicySet } from './check-policy.ts';
import type { GateSettings, PolicySource } from './gate.ts';
import { toPolicySet, type Policy, type PolicySet } from './policy.ts';
import { policyGate, type PolicyGate } from './policy-gate.ts';

/** Checked policies, ready for `createHeddle`. */
export interface DefinedPolicies extends PolicySet, PolicySource {
  createGate(settings: GateSettings): PolicyGate;
}

/**
 * Checks policies where they are written and makes them ready for `createHeddle`. They may come
 * from anywhere: code, a file, `policyTemplates`. A plain list has the version `inline`.
 *
 * @throws ConfigError naming the field that is wrong, misspelt or missing.
 * @example
 * createHeddle({
 *   mode: 'enforce',
 *   policies: definePolicies([
 *     ...policyTemplates['prod-merge'],
 *     { key: 'no-deletes', effect: 'block', match: { action: 'delete' } },
 *   ]),
 * });
 */
export function definePolicies(
  policies: PolicySet | readonly Policy[],
  options: {
    /** What `scope.project` of a policy is compared with. */
    readonly project?: string;
    /** What the agent is meant to do: for `unknownTool` and `undeclaredCapability`. */
    readonly capabilities?: readonly Capability[];
  } = {},
): DefinedPolicies {
  const set = toPolicySet(policies);
  checkPolicySet(set);
  return {
    ...set,
    createGate: (settings) => policyGate({ ...options, ...settings, policies: set }),
  };
}
