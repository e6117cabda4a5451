import { GuardBlockedError } from '../errors.ts';
import { environmentOf } from './gate.ts';
import type { ApprovalAnswer, Decision, GateRequest, MatchedGuardrail, Refusal } from './gate.ts';

/** What is known about a refusal when it happens. */
export interface RefusalFacts {
  readonly refusal: Refusal;
  readonly code?: 'guard_blocked' | 'guard_failed';
  readonly request: GateRequest;
  readonly decision?: Decision;
  readonly approvalId?: string;
  readonly answer?: ApprovalAnswer;
  readonly timeoutMs?: number;
  /** What went wrong, where the refusal is for want of a decision. */
  readonly failure?: string;
  readonly cause?: unknown;
}

/**
 * Makes the error that a refused caller gets. Its message says what was stopped, why, and what can
 * be done about it.
 */
export function refuse(facts: RefusalFacts): GuardBlockedError {
  const { refusal, code = 'guard_blocked', request, decision, approvalId, answer } = facts;
  const { tool, action, resource } = request;
  const message = `${subject(request)} did not run: ${explanations[refusal](facts)}`;
  return new GuardBlockedError(message, {
    ...('cause' in facts && { cause: facts.cause }),
    code,
    refusal,
    tool,
    action,
    resource,
    decision,
    approvalId,
    approvalStatus: answer?.status,
  });
}

function subject(request: GateRequest): string {
  const { tool, action, resource } = request;
  const what = tool ? `Tool "${tool.name}"` : `Action "${action.name ?? action.type}"`;
  const where = environmentOf(request);
  const details = [action.type, resource?.type, resource?.externalId, where && `in ${where}`];
  return `${what} (${details.filter(Boolean).join(' ')})`;
}

/** The policy that decided, by name. A gate elsewhere may have left the list out. */
function guardrail({ decision }: RefusalFacts): string {
  const matched: unknown = decision?.matchedGuardrails;
  const guardrails = (Array.isArray(matched) ? matched : []) as Partial<MatchedGuardrail>[];
  const decisive = guardrails.find((each) => each?.effect === decision?.effectiveDecision);
  return decisive ? `policy "${decisive.key}"` : 'the guard';
}

const because = (reason: string | undefined): string => (reason ? `: ${reason}` : '.');
const wanted = (facts: RefusalFacts): string => `${guardrail(facts)} wants a person's approval`;

const explanations: Readonly<Record<Refusal, (facts: RefusalFacts) => string>> = {
  policy: (facts) => `${guardrail(facts)} blocks it${because(facts.decision?.reason)}`,
  rejected: ({ approvalId, answer }) =>
    `approval ${approvalId} was rejected${
      answer?.resolvedBy ? ` by ${answer.resolvedBy}` : ''
    }${because(answer?.reason)}`,
  expired: ({ approvalId }) => `approval ${approvalId} expired unanswered. Ask again.`,
  cancelled: ({ approvalId, answer }) =>
    `approval ${approvalId} was cancelled${because(answer?.reason)}`,
  timeout: ({ approvalId, timeoutMs = 0 }) =>
    `nobody answered approval ${approvalId} within ${timeoutMs / 1000} s. ` +
    'Ask again, or raise approvalTimeoutMs.',
  no_approver: (facts) =>
    `${wanted(facts)}, and there is nobody to ask. ` +
    'Give createHeddle `approvals`, for example callbackApprovals(ask).',
  no_approval_id: (facts) => `${wanted(facts)}, and the request got no id to answer to.`,
  approver_failed: (facts) => `${wanted(facts)}, and asking failed${because(facts.answer?.reason)}`,
  unknown_answer: (facts) => `${wanted(facts)}, and the answer was not a known one.`,
  cannot_wait: (facts) =>
    `${wanted(facts)}, and a synchronous function cannot wait for it. Wrap an async one.`,
  guard_failed: ({ failure }) => `the guard could not decide${because(failure)}`,
};
