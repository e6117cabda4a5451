import type { GuardBlockedError } from '../errors.ts';
import type { Operation } from '../scopes/operation.ts';
import type { Work } from '../scopes/work.ts';
import type { ActionFacts, ApprovalPort, Gate, ResourceFacts } from './gate.ts';
import type { HostApproval } from './host-approvals.ts';
import type { InferenceHints } from './infer-from-tool-name.ts';
import type { GuardFailureMode, GuardMode } from './mode.ts';

/**
 * What stands between a guarded call and the host's function. A program without guardrails has
 * none, and carries none of their code.
 */
export interface Gatekeeper extends Ledger {
  /** False when there is nothing to ask, so that callers can skip it. */
  readonly active: boolean;
  /**
   * Asks about a call that is about to happen, and records what was said. `undefined`: go on. An
   * error: throw it and do not run the action. A promise of either: wait. Never throws or rejects.
   */
  ask(operation: Operation, args: readonly unknown[]): Passage | Promise<Passage>;
  /**
   * Asks about a guarded call that failed to begin, so that nothing can be said about it. Absent:
   * it goes on.
   */
  cannotAsk?(work: Pick<Work, 'kind' | 'name'>): Passage;
  /** What a tool presumably does, for calls that do not say it themselves. */
  readonly inferAction?: InferAction;
}

/**
 * Says what a tool presumably does, by its name and by what its MCP server claims of it. Undefined:
 * nothing is known.
 */
export type InferAction = (
  name: string,
  hints?: Pick<InferenceHints, 'claim'>,
) => InferredAction | undefined;

export type Passage = GuardBlockedError | undefined;

/** Where money spent is counted for budgets. */
export type Ledger = Pick<Gate, 'spend' | 'forgetRun'>;

/** What a name suggests about what a tool does. */
export interface InferredAction {
  readonly action: ActionFacts;
  readonly resource?: ResourceFacts;
}

/** What `createHeddle` tells its gatekeeper: its own options, resolved. */
export interface GateContext {
  readonly mode: GuardMode;
  readonly guardFailureMode: GuardFailureMode;
  readonly approvals: ApprovalPort | HostApproval | undefined;
  readonly approvalTimeoutMs: number;
  readonly newApprovalId: () => string;
  readonly clock: { now(): number; wall(): number };
}

/**
 * The `gate` option of `createHeddle`: `policies([...])` for rules as data, `guardedBy(gate)` for a
 * gate of your own.
 */
export type GateFactory = (context: GateContext) => Gatekeeper;

/** The gate of a program without guardrails. */
export const openGate: Gatekeeper = { active: false, ask: () => undefined };
