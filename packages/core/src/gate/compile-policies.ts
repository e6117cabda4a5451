import type { Capabilities } from './capabilities.ts';
import { checkPolicySet } from './check-policy.ts';
import { compileConditions } from './compile-conditions.ts';
import type { Counters } from './counters.ts';
import { createFactIndex } from './fact-index.ts';
import { environmentOf, riskLevels, riskOf } from './gate.ts';
import type { Decision, GateRequest, PolicyEffect } from './gate.ts';
import { compileGlobs } from './glob.ts';
import { enforcementActions, monitored, type GuardFailureMode, type GuardMode } from './mode.ts';
import type { Patterns, Policy, PolicySet } from './policy.ts';

/** What a decision depends on besides the policies and the call. */
export interface PolicyContext {
  readonly mode: GuardMode;
  readonly guardFailureMode: GuardFailureMode;
  readonly project: string | undefined;
  readonly capabilities: Capabilities;
  readonly counters: Counters;
}

/** A policy set made ready: evaluation looks up bits and tests what they leave. */
export interface CompiledPolicies {
  readonly version: string;
  /** How many of the policies can match at all. */
  readonly size: number;
  /**
   * @returns undefined when no policy matches.
   * @throws HeddleError `guard_failed` when arguments cannot be read and the failure mode is throw.
   */
  evaluate(request: GateRequest): Decision | undefined;
}

/** One policy that matched, and whether only because its arguments could not be read. */
export interface Match {
  readonly policy: Policy;
  readonly unread: boolean;
}

/**
 * Compiles a policy set. Capabilities and counters are read at each evaluation.
 *
 * @throws ConfigError naming the first wrong field.
 */
export function compilePolicies(set: PolicySet, context: PolicyContext): CompiledPolicies {
  checkPolicySet(set);
  const policies = set.policies
    .filter((policy) => policy.enabled !== false && isInScope(policy, context.project))
    .toSorted(mostDecisiveFirst);
  const conditions = policies.map((policy) => compileConditions(policy, context));
  const everyone = createFactIndex(policies.map(() => undefined)).accepting(undefined);
  const indexes = facts.flatMap(([patterns, of, orOf]) => {
    const rows = policies.map(patterns);
    return rows.some(Boolean) ? [{ index: createFactIndex(rows), of, orOf }] : [];
  });

  return {
    version: set.version,
    size: policies.length,
    evaluate(request) {
      const accepting = indexes.map(({ index, of, orOf }) =>
        index.accepting(of(request), orOf?.(request)),
      );
      const matches: Match[] = [];
      for (let word = 0; word < everyone.length; word++) {
        let bits = everyone[word]!;
        for (const words of accepting) bits &= words[word]!;
        for (; bits !== 0; bits &= bits - 1) {
          const at = word * 32 + 31 - Math.clz32(bits & -bits);
          const held = conditions[at]!(request);
          if (held) matches.push({ policy: policies[at]!, unread: held === 'unread' });
        }
      }
      return matches.length > 0 ? decide(matches, set.version, context.mode) : undefined;
    },
  };
}

type Fact = (request: GateRequest) => string | undefined;

/** What is looked up rather than tested: the pattern of a policy and the fact of a call. */
const facts: readonly [(policy: Policy) => Patterns | undefined, Fact, Fact?][] = [
  [({ match }) => match.kind, (request) => request.kind],
  [({ match }) => match.agent, (request) => request.agentKey],
  [({ match }) => match.tool, (request) => request.tool?.name],
  [
    ({ match }) => match.provider,
    (request) => request.tool?.provider,
    (request) => request.resource?.provider,
  ],
  [({ match }) => match.action, (request) => request.action.type],
  [({ match }) => match.actionName, (request) => request.action.name],
  [({ match }) => match.resource, (request) => request.resource?.type],
  [({ match }) => match.environment, environmentOf],
  [({ scope }) => scope?.environment, (request) => request.environment],
  [({ match }) => risksOf(match.risk), riskOf],
];

function risksOf(risk: Policy['match']['risk']): Patterns | undefined {
  if (typeof risk !== 'object' || !('atLeast' in risk)) return risk;
  return riskLevels.slice(riskLevels.indexOf(risk.atLeast));
}

function isInScope({ scope }: Policy, project: string | undefined): boolean {
  if (scope?.project === undefined) return true;
  return project !== undefined && compileGlobs(scope.project)(project);
}

const strictness: Readonly<Record<PolicyEffect, number>> = {
  allow: 0,
  warn: 1,
  require_approval: 2,
  block: 3,
};

function mostDecisiveFirst(one: Policy, other: Policy): number {
  return (
    (other.priority ?? 0) - (one.priority ?? 0) || strictness[other.effect] - strictness[one.effect]
  );
}

/**
 * The first match says what the policies say. What holds is said by the first that is enforced; a
 * policy that is only monitored never changes what an enforced one decides.
 */
function decide(matches: readonly Match[], version: string, mode: GuardMode): Decision {
  const first = matches[0]!;
  const enforced =
    mode === 'enforce' ? matches.find(({ policy }) => policy.mode !== 'monitor') : undefined;
  const { policy, unread } = enforced ?? first;
  const effectiveDecision = enforced ? policy.effect : monitored(policy.effect);
  const reason = unread ? `${policy.reason ?? policy.key} (arguments unreadable)` : policy.reason;
  return {
    policyDecision: first.policy.effect,
    effectiveDecision,
    enforcementAction: enforcementActions[effectiveDecision],
    mode: enforced ? 'enforce' : 'monitor',
    ...(reason !== undefined && { reason }),
    policyVersion: version,
    ...(policy.approvalTimeoutMs !== undefined && { approvalTimeoutMs: policy.approvalTimeoutMs }),
    matchedGuardrails: matches.map(({ policy: { key, effect } }) => ({ key, effect })),
  };
}
