import type { Json } from '@heddle/events';

/** How dangerous an action is, as the seeds spell it. */
export type RiskLevel = 'low' | 'medium' | 'high' | 'critical';

export interface ToolFacts {
  readonly name: string;
  readonly provider?: string;
  readonly riskLevel?: RiskLevel;
}

export interface ActionFacts {
  /** `read create update delete execute communicate merge write deploy`, or the host's own word. */
  readonly type: string;
  readonly name?: string;
  readonly riskLevel?: RiskLevel;
}

export interface ResourceFacts {
  readonly type: string;
  readonly externalId?: string;
  readonly provider?: string;
  readonly environment?: string;
}

/** What is about to happen, as a gate sees it. `args` is read only by argument predicates. */
export interface GateRequest {
  readonly kind: 'tool' | 'action' | 'mcp' | 'handoff';
  readonly agentKey: string;
  readonly environment?: string;
  readonly tool?: ToolFacts;
  readonly action: ActionFacts;
  readonly resource?: ResourceFacts;
  readonly riskLevel?: RiskLevel;
  readonly runId?: string;
  readonly sessionId?: string;
  /** The live arguments of the call. Never stored; never changed. */
  readonly args: readonly unknown[];
  readonly metadata?: Readonly<Record<string, Json>>;
}

export type PolicyEffect = 'allow' | 'warn' | 'block' | 'require_approval';

export interface Decision {
  /** What the policies say. */
  readonly policyDecision: PolicyEffect;
  /** What holds after the mode was applied: monitor turns block and require_approval into allow. */
  readonly effectiveDecision: PolicyEffect;
  readonly enforcementAction: 'proceed' | 'warn' | 'block' | 'wait_for_approval';
  readonly mode: 'monitor' | 'enforce';
  readonly reason?: string;
  readonly decisionId?: string;
  readonly policyVersion?: string;
  readonly approvalId?: string;
  readonly matchedGuardrails: readonly { readonly key: string; readonly effect: PolicyEffect }[];
}

/**
 * Answers "may it?". `undefined` means that no policy had anything to say: nothing is recorded and
 * the call goes on. A gate that answers with a promise can only guard calls that may wait.
 * A gate that throws is treated as `guardFailureMode` says.
 */
export interface Gate {
  /** False when there is nothing to evaluate, so that callers can skip building a request. */
  readonly active: boolean;
  evaluate(request: GateRequest): Decision | undefined | Promise<Decision | undefined>;
}

export type ApprovalStatus = 'approved' | 'rejected' | 'expired' | 'cancelled' | 'timeout';

export interface ApprovalRequest {
  readonly approvalId: string;
  readonly agentKey: string;
  readonly runId?: string;
  readonly sessionId?: string;
  readonly tool?: ToolFacts;
  readonly action: ActionFacts;
  readonly resource?: ResourceFacts;
  readonly riskLevel?: RiskLevel;
  readonly reason?: string;
  /** The arguments, redacted and bounded: fit for a person's eyes. */
  readonly input?: Json;
  readonly expiresAt: string;
  readonly matchedGuardrails: readonly { readonly key: string; readonly effect: PolicyEffect }[];
}

export interface ApprovalAnswer {
  readonly status: ApprovalStatus;
  readonly resolvedBy?: string;
  readonly reason?: string;
}

/**
 * Where a person is asked. The host's callback now, a collector later. `signal` fires when the wait
 * is over for another reason (timeout, the run ended): the implementation should stop asking.
 */
export interface ApprovalPort {
  request(request: ApprovalRequest, signal: AbortSignal): Promise<ApprovalAnswer>;
}
