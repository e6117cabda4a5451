import type { Infer, Schema } from '../schema/schema.ts';
import { timestamp } from '../schema/formats.ts';
import { facts, number, oneOf, optional, string } from '../schema/vocabulary.ts';

const approvalId = string('The id of the approval.', { minLength: 1 });

const pending = facts('PendingApproval', 'What is asked.', {
  approvalId,
  status: oneOf(['pending'], 'Nobody has answered yet.'),
  expiresAt: optional(string('When the question lapses.', timestamp)),
  reason: optional(string('Why a person is asked.')),
});

const resolved = facts('ResolvedApproval', 'What was answered.', {
  approvalId,
  status: oneOf(
    ['approved', 'rejected', 'expired', 'cancelled', 'timeout'],
    'The answer. `timeout`: the agent stopped waiting; `expired`: the question lapsed.',
  ),
  resolvedBy: optional(string('Who answered.')),
  reason: optional(string('Why, in their words.')),
  waitedMs: optional(number('How long the agent waited, in milliseconds.', { unit: 'ms' })),
});

/** A question to a person. */
export interface PendingApproval extends Infer<typeof pending> {}

/** A person's answer, or its absence. */
export interface ResolvedApproval extends Infer<typeof resolved> {}

/** A question to a person or its answer: `status` tells which. */
export type ApprovalFacts = PendingApproval | ResolvedApproval;

export const pendingApproval: Schema<PendingApproval> = pending;
export const resolvedApproval: Schema<ResolvedApproval> = resolved;
