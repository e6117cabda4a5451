import { messageOf, type GuardBlockedError } from '../errors.ts';
import { awaitApproval, usableTimeout } from './await-approval.ts';
import { riskOf, type ApprovalRequest, type Decision } from './gate.ts';
import { tell } from './gate-witness.ts';
import type { Guard, GuardedCall } from './pass-gate.ts';
import { refuse } from './refuse.ts';

/**
 * Asks a person about one call that a decision made dependent on it. Whatever goes wrong on the way
 * is a refusal, in every failure mode: that mode is for what could not be decided, and this is.
 *
 * @returns undefined when the call was approved.
 */
export async function askApproval(
  guard: Guard,
  call: GuardedCall,
  decision: Decision,
): Promise<GuardBlockedError | undefined> {
  const { request, witness } = call;
  const { approvals, clock, timers } = guard;
  const timeoutMs = usableTimeout(decision.approvalTimeoutMs ?? guard.approvalTimeoutMs);
  const known = { request, decision, timeoutMs };
  try {
    const startedAt = clock.now();
    const approvalId = decision.approvalId || guard.newApprovalId();
    const asked = approvalRequest(call, decision, approvalId, clock.wall() + timeoutMs);
    const isHeard = approvals !== undefined && Boolean(approvalId);
    if (isHeard) tell(() => witness?.approvalRequested?.(asked));
    const { signal } = call;
    const answer = await awaitApproval(approvals, asked, { timeoutMs, signal, timers });
    const waitedMs = clock.now() - startedAt;
    if (isHeard) tell(() => witness?.approvalResolved?.(asked, answer, waitedMs));
    if (answer.status === 'approved') return undefined;
    return refuse({ ...known, refusal: answer.fault ?? answer.status, approvalId, answer });
  } catch (error) {
    const answer = { status: 'rejected', reason: messageOf(error) } as const;
    return refuse({ ...known, refusal: 'approver_failed', answer, cause: error });
  }
}

function approvalRequest(
  { request, input }: GuardedCall,
  { reason, matchedGuardrails }: Decision,
  approvalId: string,
  expiresAt: number,
): ApprovalRequest {
  const { agentKey, runId, sessionId, tool, action, resource } = request;
  return {
    approvalId,
    agentKey,
    runId,
    sessionId,
    tool,
    action,
    resource,
    riskLevel: riskOf(request),
    reason,
    matchedGuardrails,
    input: input?.(),
    expiresAt: new Date(expiresAt).toISOString(),
  };
}
