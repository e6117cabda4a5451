import type { GuardBlockedError } from '@heddle/core';
import type { RequestId } from './json-rpc.ts';

/** A policy said no. */
const BLOCKED = -32_001;
/** A person said no, or nobody said yes in time. */
const NOT_APPROVED = -32_002;

/** The answer to a `tools/call` that was not let through, with the seeds' codes and data fields. */
export function refusalResponse(id: RequestId, error: GuardBlockedError): object {
  const asked = error.approvalId !== undefined;
  return {
    jsonrpc: '2.0',
    id,
    error: {
      code: asked ? NOT_APPROVED : BLOCKED,
      message: error.message,
      data: asked ? approvalData(error) : decisionData(error),
    },
  };
}

function approvalData(error: GuardBlockedError): object {
  return {
    approval_id: error.approvalId,
    status: error.approvalStatus,
    reason: error.decision?.reason ?? error.message,
    matched_guardrail: error.decision?.matchedGuardrails[0]?.key,
  };
}

function decisionData(error: GuardBlockedError): object {
  const { decision, refusal } = error;
  return {
    reason: decision?.reason ?? error.message,
    refusal,
    decision_id: decision?.decisionId,
    policy_decision: decision?.policyDecision,
    effective_decision: decision?.effectiveDecision,
    enforcement_action: decision?.enforcementAction,
    mode: decision?.mode,
    matched_guardrail: decision?.matchedGuardrails[0]?.key,
  };
}
