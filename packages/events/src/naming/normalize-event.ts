import { eventFields } from './event-fields.ts';
import { renameFields } from './rename.ts';

/**
 * The event with every known field in camelCase, at any depth, whatever spelling it came in.
 * Explicit nulls of optional fields are taken away. Keys that belong to the host (`metadata`,
 * `payloadSummary`, `input`, `output` …) and unknown fields stay as they are. Gives a copy; does
 * not validate.
 *
 * @example
 * normalizeEvent({ type: 'agent.run.started', agent_key: 'support', metadata: { user_id: 1 } });
 * // { type: 'agent.run.started', agentKey: 'support', metadata: { user_id: 1 } }
 */
export function normalizeEvent(event: object): Record<string, unknown> {
  return renameFields(event, eventFields((event as { type?: unknown }).type), 'camel');
}
