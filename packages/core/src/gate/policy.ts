import { checkPolicy } from './check-policy.ts';
import type { GateRequest, PolicyEffect, RiskLevel } from './gate.ts';
import type { GuardMode } from './mode.ts';

/**
 * One guardrail, as data: JSON can hold it, a page can edit it, two of them can be compared.
 *
 * When several policies match one call, the highest `priority` decides; among equals the strictest
 * effect does: block, then require_approval, then warn, then allow. An exception is therefore an
 * `allow` with a higher priority. Every match is listed in the decision.
 */
export interface Policy {
  /** The name under which decisions, events and people speak of it. Unique in its set. */
  readonly key: string;
  readonly description?: string;
  readonly effect: PolicyEffect;
  /** Higher decides first. Default 0. */
  readonly priority?: number;
  /** Default true. */
  readonly enabled?: boolean;
  /** `monitor` tries the policy out where others are enforced. A monitoring gate enforces none. */
  readonly mode?: GuardMode;
  /** Where the policy is in force: the agent's own project and environment. Default: everywhere. */
  readonly scope?: { readonly project?: Patterns; readonly environment?: Patterns };
  readonly match: PolicyMatch;
  /** Why, in the words that the person who is stopped will read. */
  readonly reason?: string;
  /** How long a person has for an answer, when the effect is require_approval. */
  readonly approvalTimeoutMs?: number;
}

/** One name or several, any of which will do; `*` stands for any run of characters. */
export type Patterns = string | readonly string[];

/**
 * What a policy is about. Everything named must hold; `{}` is about every call. A fact that a call
 * does not state matches no pattern, `*` included.
 */
export interface PolicyMatch {
  readonly kind?: GateRequest['kind'] | readonly GateRequest['kind'][];
  /** The agent's key. */
  readonly agent?: Patterns;
  /** The tool's name. */
  readonly tool?: Patterns;
  /** The tool's provider or the resource's: one of the two suffices. */
  readonly provider?: Patterns;
  /** The action's type: `delete`, `merge`. */
  readonly action?: Patterns;
  /** The action's name: `issue_refund`. */
  readonly actionName?: Patterns;
  /** The resource's type: `database_record`. */
  readonly resource?: Patterns;
  /** The resource's `externalId`: `acme/api`. */
  readonly resourceId?: Patterns;
  /** The resource's environment, or the agent's when the resource states none. */
  readonly environment?: Patterns;
  /** The highest risk that the request, its tool or its action states. */
  readonly risk?: RiskLevel | readonly RiskLevel[] | { readonly atLeast: RiskLevel };
  /** All of them must hold. */
  readonly arguments?: readonly ArgumentPredicate[];
  /** The call names a tool that nobody declared. */
  readonly unknownTool?: true;
  /** No declared capability covers the call's tool, action, resource and environment together. */
  readonly undeclaredCapability?: true;
  /** More than `calls` calls that match everything else, in this process. */
  readonly rate?: RateLimit;
  /** At least `costUsd` spent so far, in this process. */
  readonly budget?: Budget;
}

/** `minute` and `hour` are the sixty seconds or minutes before the call, not those of a clock. */
export interface RateLimit {
  readonly calls: number;
  readonly per: 'run' | 'minute' | 'hour';
}

/** `day` is the last 24 hours, counted by the hour. */
export interface Budget {
  readonly costUsd: number;
  readonly per: 'run' | 'session' | 'day';
}

/**
 * A condition on the call's live arguments.
 *
 * `path` starts in the first argument (`branch`, `items[0].id`, `items[*].id`), or in the list of
 * arguments when it begins with a bracket (`[1].force`). `[*]` is every item or property, `**`
 * every text, number and boolean at any depth. A predicate holds when one of the values found
 * satisfies it; `not_equals` and `absent` hold when none does. Null counts as absent.
 */
export type ArgumentPredicate =
  | {
      readonly path: string;
      readonly op: 'equals' | 'not_equals';
      readonly value: Scalar;
      readonly ignoreCase?: boolean;
    }
  | {
      readonly path: string;
      readonly op: 'in';
      readonly value: readonly Scalar[];
      readonly ignoreCase?: boolean;
    }
  | {
      readonly path: string;
      /** `matches` takes a regular expression without look-around and back references. */
      readonly op: 'contains' | 'starts_with' | 'ends_with' | 'matches';
      readonly value: string;
      readonly ignoreCase?: boolean;
    }
  | { readonly path: string; readonly op: 'gt' | 'gte' | 'lt' | 'lte'; readonly value: number }
  | { readonly path: string; readonly op: 'exists' | 'absent' };

export type Scalar = string | number | boolean;

/** The policies in force together. `version` is recorded in every decision they lead to. */
export interface PolicySet {
  readonly version: string;
  readonly policies: readonly Policy[];
}

/**
 * Checks a policy where it is written and gives back the same object.
 *
 * @throws ConfigError naming the field that is wrong, misspelt or missing.
 * @example
 * const merges = definePolicy({
 *   key: 'prod-merge',
 *   effect: 'require_approval',
 *   match: { tool: 'github.merge_*', environment: 'production' },
 *   reason: 'A person looks at what goes to production.',
 * });
 */
export function definePolicy<const Definition extends Policy>(policy: Definition): Definition {
  checkPolicy(policy, 'policy');
  return policy;
}
