import { catalog } from '../catalog/catalog.ts';
import { envelope } from '../envelope.ts';
import { isAgentEventType } from '../event-types.ts';
import type { Fields } from '../schema/schema.ts';
import { jsonRecord } from '../schema/vocabulary.ts';

const custom: Fields = {
  ...envelope,
  payload: jsonRecord('Whatever the event says. Keys are yours.'),
};
const byType = new Map<string, Fields>();

/** Every field that an event of this type may have: the envelope's and its own. */
export function eventFields(type: unknown): Fields {
  if (typeof type !== 'string') return envelope;
  if (!isAgentEventType(type)) return type.startsWith('agent.') ? envelope : custom;
  const before = byType.get(type);
  if (before) return before;
  const fields = { ...envelope, ...catalog[type].fields };
  byType.set(type, fields);
  return fields;
}
