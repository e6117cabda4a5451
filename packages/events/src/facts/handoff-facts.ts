import type { Infer, Schema } from '../schema/schema.ts';
import { facts, optional, string } from '../schema/vocabulary.ts';

const handoff = facts('HandoffFacts', 'The handoff.', {
  id: string('Its id, the same in every event of one handoff.', { minLength: 1 }),
  reason: optional(string('Why the work is handed over.')),
  sourceAgentKey: optional(string('The agent that hands over.')),
  sourceRunId: optional(string('The run that hands over.')),
  targetAgentKey: optional(string('The agent that takes over.')),
  targetAgentId: optional(string('Its registered id.')),
  targetRunId: optional(string('The run that takes over.')),
});

/** Work that goes from one agent to another. */
export interface HandoffFacts extends Infer<typeof handoff> {}

export const handoffFacts: Schema<HandoffFacts> = handoff;
