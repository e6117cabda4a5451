import type { Infer, Schema } from '../schema/schema.ts';
import { facts, list, object, oneOf, optional, string } from '../schema/vocabulary.ts';

const effects = ['allow', 'warn', 'block', 'require_approval'] as const;

const decision = facts('DecisionFacts', 'What the policies decided.', {
  policyDecision: oneOf(effects, 'What the policies say.'),
  effectiveDecision: oneOf(effects, 'What holds: monitor mode lets everything pass.'),
  enforcementAction: oneOf(
    ['proceed', 'warn', 'block', 'wait_for_approval'],
    'What was done about it.',
  ),
  mode: oneOf(['monitor', 'enforce'], 'Whether a refusal stops the call.'),
  reason: optional(string('Why, for people.')),
  decisionId: optional(string('The id of the decision.')),
  approvalId: optional(string('The approval it waits for.')),
  policyVersion: optional(string('The version of the policies it was made by.')),
  matchedGuardrails: optional(
    list(
      object('One guardrail.', {
        key: string('Its key.'),
        effect: optional(oneOf(effects, 'What it asked for.')),
      }),
      'The guardrails that applied.',
    ),
  ),
});

/** What the policies decided about a call, and what was done about it. */
export interface DecisionFacts extends Infer<typeof decision> {}

export const decisionFacts: Schema<DecisionFacts> = decision;
