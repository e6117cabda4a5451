import type { EventOf } from '../agent-event.ts';
import type { ActionFacts, ResourceFacts, ToolFacts } from '../facts/subject-facts.ts';
import { eventIdOf, inRun } from './frame.ts';

const tool: ToolFacts = { name: 'refund', provider: 'ledger', riskLevel: 'high' };
const action: ActionFacts = { type: 'create', name: 'refund' };
const resource: ResourceFacts = {
  type: 'payment',
  externalId: 'pay_93',
  provider: 'ledger',
  environment: 'production',
};
const approvalId = 'apr_5c';
const toolCallId = 'call_7Q';
const input = { payment: 'pay_93', amount: 2500 };

export const actionRequested: EventOf<'agent.action.requested'> = {
  type: 'agent.action.requested',
  ...inRun(8),
  tool,
  action,
  resource,
  toolCallId,
  input,
};

export const guardrailEvaluated: EventOf<'agent.guardrail.evaluated'> = {
  type: 'agent.guardrail.evaluated',
  ...inRun(9),
  parentEventId: eventIdOf(8),
  tool,
  action,
  resource,
  decision: {
    policyDecision: 'require_approval',
    effectiveDecision: 'require_approval',
    enforcementAction: 'wait_for_approval',
    mode: 'enforce',
    reason: 'Refunds above 20.00 EUR need a person.',
    approvalId,
    policyVersion: '12',
    matchedGuardrails: [{ key: 'large-refunds', effect: 'require_approval' }],
  },
};

export const approvalRequested: EventOf<'agent.approval.requested'> = {
  type: 'agent.approval.requested',
  ...inRun(10),
  approval: {
    approvalId,
    status: 'pending',
    expiresAt: '2026-03-14T09:31:53.000Z',
    reason: 'Refunds above 20.00 EUR need a person.',
  },
  tool,
  action,
  resource,
  input,
};

export const approvalResolved: EventOf<'agent.approval.resolved'> = {
  type: 'agent.approval.resolved',
  ...inRun(11),
  parentEventId: eventIdOf(10),
  approval: { approvalId, status: 'approved', resolvedBy: 'ada@example.com', waitedMs: 1204 },
  tool,
  action,
  resource,
};

export const actionCompleted: EventOf<'agent.action.completed'> = {
  type: 'agent.action.completed',
  ...inRun(12),
  parentEventId: eventIdOf(8),
  durationMs: 1352,
  tool,
  action,
  resource,
  toolCallId,
  outcome: 'completed',
  output: { refund: 'ref_20' },
};

export const actionFailed: EventOf<'agent.action.failed'> = {
  type: 'agent.action.failed',
  ...inRun(12),
  parentEventId: eventIdOf(8),
  durationMs: 1205,
  tool,
  action,
  resource,
  toolCallId,
  outcome: 'blocked',
  error: { name: 'GuardBlockedError', message: 'ada@example.com refused the refund.' },
};

export const toolCalled: EventOf<'agent.tool.called'> = {
  type: 'agent.tool.called',
  ...inRun(13),
  parentEventId: eventIdOf(8),
  tool,
  action,
  resource,
  toolCallId,
  outcome: 'completed',
  durationMs: 1352,
};

export const resourceTouched: EventOf<'agent.resource.touched'> = {
  type: 'agent.resource.touched',
  ...inRun(14),
  resource,
  action: { type: 'read' },
};
