import { eventFields } from './event-fields.ts';
import { renameFields } from './rename.ts';

/**
 * The event with every known field in snake_case, at any depth: the spelling of the seeds' wires.
 * The host's own keys and unknown fields stay as they are; `normalizeEvent` leads back.
 *
 * @example
 * toSnakeCase(event); // { type: 'agent.tool.called', agent_key: 'support', duration_ms: 12, … }
 */
export function toSnakeCase(event: object): Record<string, unknown> {
  return renameFields(event, eventFields((event as { type?: unknown }).type), 'snake');
}
