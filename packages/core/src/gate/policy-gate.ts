import { compileCapabilities, type Capability } from './capabilities.ts';
import { compilePolicies, type PolicyContext } from './compile-policies.ts';
import { createCounters, type Spending } from './counters.ts';
import type { Gate } from './gate.ts';
import { resolveGuardFailureMode, resolveMode } from './mode.ts';
import type { GuardFailureMode, GuardMode } from './mode.ts';
import type { Policy, PolicySet } from './policy.ts';

export interface PolicyGateOptions {
  /** A set with its version, or a plain list, whose version is `inline`. */
  readonly policies?: PolicySet | readonly Policy[];
  /** Default `monitor`. The seeds' word `guard` is understood as `enforce`. */
  readonly mode?: GuardMode | 'guard';
  /** Default `fail_open`. */
  readonly guardFailureMode?: GuardFailureMode;
  /** What `scope.project` of a policy is compared with. */
  readonly project?: string;
  /** What the agent is meant to do: for `unknownTool` and `undeclaredCapability`. */
  readonly capabilities?: readonly Capability[];
  /** Monotonic milliseconds. Default `performance`. */
  readonly clock?: { now(): number };
}

/** A gate that decides in this process, by policies that may be replaced while it works. */
export interface PolicyGate extends Gate {
  /** The version of the policies in force. */
  readonly version: string;
  /**
   * Replaces all policies at once. Counted calls and money spent stay counted.
   *
   * @throws ConfigError for a wrong set; the policies in force then stay in force.
   */
  update(policies: PolicySet | readonly Policy[]): void;
  /** Adds to what the agent is meant to do. @throws ConfigError */
  declare(capabilities: readonly Capability[]): void;
  /** Says what was spent, for budgets. Never throws. */
  spend(spending: Spending): void;
  /** Frees what was counted for a run that is over. */
  forgetRun(runId: string): void;
}

/**
 * Makes a gate of policies. Evaluation is synchronous and does no I/O; budgets and rates are
 * counted in this process only, and start from zero with it.
 *
 * @throws ConfigError naming the wrong option or field.
 * @example
 * const gate = policyGate({
 *   mode: 'enforce',
 *   policies: [{ key: 'no-deletes', effect: 'block', match: { action: 'delete' } }],
 * });
 */
export function policyGate(options: PolicyGateOptions = {}): PolicyGate {
  const declared: Capability[] = [...(options.capabilities ?? [])];
  const counters = createCounters(options.clock ?? performance);
  let capabilities = compileCapabilities(declared);
  const context: PolicyContext = {
    mode: resolveMode(options.mode),
    guardFailureMode: resolveGuardFailureMode(options.guardFailureMode),
    project: options.project,
    counters,
    capabilities: {
      knows: (request) => capabilities.knows(request),
      cover: (request) => capabilities.cover(request),
    },
  };
  const compile = (given: PolicySet | readonly Policy[]) => {
    const set = Array.isArray(given) ? { version: 'inline', policies: given } : given;
    return compilePolicies(set as PolicySet, context);
  };
  let compiled = compile(options.policies ?? []);

  return {
    get active() {
      return compiled.size > 0;
    },
    get version() {
      return compiled.version;
    },
    evaluate: (request) => compiled.evaluate(request),
    update(policies) {
      compiled = compile(policies);
    },
    declare(more) {
      const compiledWith = compileCapabilities([...declared, ...more]);
      declared.push(...more);
      capabilities = compiledWith;
    },
    spend: counters.spend,
    forgetRun: counters.forgetRun,
  };
}
