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
  /** Asks what would be decided without counting it as a call. */
  readonly dryRun?: boolean;
  readonly metadata?: Readonly<Record<string, Json>>;
}

/** The environment that policies go by: the resource's, or the agent's when it states none. */
export function environmentOf(request: GateRequest): string | undefined {
  return request.resource?.environment ?? request.environment;
}

/** The risk that policies go by: the highest that the request, its tool or its action states. */
export function riskOf({ riskLevel, tool, action }: GateRequest): RiskLevel | undefined {
  return higherRisk(higherRisk(riskLevel, tool?.riskLevel), action.riskLevel);
}

/** From harmless to dangerous. */
export const riskLevels: readonly RiskLevel[] = ['low', 'medium', 'high', 'critical'];

/** The more dangerous of two. */
export function higherRisk<Risk extends RiskLevel | undefined>(one: Risk, other: Risk): Risk {
  return rank(other) > rank(one) ? other : one;
}

const rank = (risk: RiskLevel | undefined): number => (risk ? riskLevels.indexOf(risk) : -1);

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
  /** How long a person has for an answer, where the deciding policy says so. */
  readonly approvalTimeoutMs?: number;
  /** Every policy that matched, the most decisive first. */
  readonly matchedGuardrails: readonly MatchedGuardrail[];
}

export interface MatchedGuardrail {
  readonly key: string;
  readonly effect: PolicyEffect;
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
  readonly runId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly tool?: ToolFacts | undefined;
  readonly action: ActionFacts;
  readonly resource?: ResourceFacts | undefined;
  readonly riskLevel?: RiskLevel | undefined;
  readonly reason?: string | undefined;
  /** The arguments, redacted and bounded: fit for a person's eyes. */
  readonly input?: Json | undefined;
  readonly expiresAt: string;
  readonly matchedGuardrails: readonly MatchedGuardrail[];
}

export interface ApprovalAnswer {
  readonly status: ApprovalStatus;
  readonly resolvedBy?: string;
  readonly reason?: string;
}

/** What kept an answer from being had. Such an approval never counts as given. */
export type ApprovalFault = 'no_approver' | 'no_approval_id' | 'approver_failed' | 'unknown_answer';

/**
 * Why a guarded action did not run: `policy` forbids it; a person's answer, or none in time; nobody
 * could be asked; `cannot_wait`, because a synchronous call cannot wait for an answer;
 * `guard_failed`, because no decision could be made and the failure mode says to refuse.
 */
export type Refusal =
  | 'policy'
  | Exclude<ApprovalStatus, 'approved'>
  | ApprovalFault
  | 'cannot_wait'
  | 'guard_failed';

/**
 * Where a person is asked. The host's callback now, a collector later. `signal` fires when the wait
 * is over for another reason (timeout, the run ended): the implementation should stop asking.
 */
export interface ApprovalPort {
  request(request: ApprovalRequest, signal: AbortSignal): Promise<ApprovalAnswer>;
}
