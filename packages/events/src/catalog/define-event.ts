import type { AgentEventType } from '../event-types.ts';
import type { Fields } from '../schema/schema.ts';

/** The part of an agent's life that an event is about: a file of the catalog, a table of its page. */
export type EventFamily =
  | 'session'
  | 'run'
  | 'workflow'
  | 'tool'
  | 'action'
  | 'resource'
  | 'guardrail'
  | 'approval'
  | 'llm'
  | 'mcp'
  | 'handoff'
  | 'error'
  | 'outcome'
  | 'telemetry';

export interface EventDefinition<F extends Fields = Fields> {
  readonly type: AgentEventType;
  readonly family: EventFamily;
  /** When it is emitted. */
  readonly when: string;
  /** Its own fields, beside those of the envelope. */
  readonly fields: F;
}

/**
 * Declares an event type. Types, validation, JSON Schema and `docs/events.md` derive from it.
 *
 * @example
 * defineEvent('agent.resource.touched', {
 *   family: 'resource',
 *   when: 'A resource was accessed.',
 *   fields: { resource: resourceFacts, action: optional(actionFacts) },
 * });
 */
export function defineEvent<F extends Fields>(
  type: AgentEventType,
  definition: Omit<EventDefinition<F>, 'type'>,
): EventDefinition<F> {
  return { type, ...definition };
}
