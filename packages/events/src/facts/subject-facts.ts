import type { Infer, Schema } from '../schema/schema.ts';
import { facts, oneOf, optional, string, usually } from '../schema/vocabulary.ts';

export const riskLevel = oneOf(['low', 'medium', 'high', 'critical'], 'How dangerous it is.');

export type RiskLevel = Infer<typeof riskLevel>;

const tool = facts('ToolFacts', 'The tool.', {
  name: string('Its name.'),
  provider: optional(string('Who offers it, such as `github` or `mcp`.')),
  riskLevel: optional(riskLevel),
});

/** A tool, as events and policies name it. */
export interface ToolFacts extends Infer<typeof tool> {}

export const toolFacts: Schema<ToolFacts> = tool;

const action = facts('ActionFacts', 'What is done.', {
  type: usually(
    ['read', 'create', 'update', 'delete', 'execute', 'communicate', 'merge', 'write', 'deploy'],
    'The kind of action.',
  ),
  name: optional(string('The name of this action, such as `refund`.')),
  riskLevel: optional(riskLevel),
});

/** What an agent does, in words that policies share. */
export interface ActionFacts extends Infer<typeof action> {}

export const actionFacts: Schema<ActionFacts> = action;

const resource = facts('ResourceFacts', 'What it is done to.', {
  type: string('The kind of thing, such as `work_item` or `database_record`.'),
  externalId: optional(string('Its id in the system that owns it.')),
  provider: optional(string('The system that owns it.')),
  environment: optional(string('The environment it lives in, such as `production`.')),
});

/** The thing an action is done to. */
export interface ResourceFacts extends Infer<typeof resource> {}

export const resourceFacts: Schema<ResourceFacts> = resource;
