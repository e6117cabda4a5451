import { catalog } from '../catalog/catalog.ts';
import { envelope } from '../envelope.ts';
import { eventTypes, SCHEMA_VERSION, type AgentEventType } from '../event-types.ts';
import type { JsonObject } from '../json.ts';
import type { Fields } from '../schema/schema.ts';
import { jsonRecord } from '../schema/vocabulary.ts';
import { objectSchema, type Definitions } from './node-schema.ts';

const dialect = 'https://json-schema.org/draft/2020-12/schema';
const anyType = { type: { type: 'string' } };
const id = `urn:heddle:events:${SCHEMA_VERSION}`;

/**
 * The catalog as JSON Schema (draft 2020-12): one event type, or the whole union with a
 * `discriminator`, as OpenAPI spells it, and custom events. It describes what `normalizeEvent`
 * gives: camelCase, without explicit nulls. It agrees with `validateEvents` on what is valid.
 *
 * @example
 * new Ajv2020({ discriminator: true }).compile(eventJsonSchema('agent.tool.called'));
 */
export function eventJsonSchema(type?: AgentEventType): JsonObject {
  const definitions: Definitions = {};
  define('EventEnvelope', 'The fields of every event.', envelope, definitions);
  return type === undefined ? unionSchema(definitions) : typeSchema(type, definitions);
}

function typeSchema(type: AgentEventType, definitions: Definitions): JsonObject {
  return {
    $schema: dialect,
    $id: `${id}:${type}`,
    title: type,
    ...eventSchema(type, definitions),
    $defs: definitions,
  };
}

function unionSchema(definitions: Definitions): JsonObject {
  const custom = { payload: jsonRecord('Whatever the event says. Keys are yours.') };
  for (const type of eventTypes) definitions[type] = eventSchema(type, definitions);
  definitions['AgentEvent'] = {
    description: 'An event of the catalog.',
    type: 'object',
    required: ['type'],
    properties: anyType,
    discriminator: { propertyName: 'type' },
    oneOf: eventTypes.map((type) => ({ $ref: `#/$defs/${type}` })),
  };
  definitions['CustomEvent'] = {
    ...objectSchema('An event of the host’s own making.', custom, definitions),
    allOf: [{ $ref: '#/$defs/EventEnvelope' }],
  };
  return {
    $schema: dialect,
    $id: id,
    title: 'Heddle event',
    type: 'object',
    required: ['type'],
    properties: anyType,
    if: { properties: { type: { enum: [...eventTypes] } } },
    then: { $ref: '#/$defs/AgentEvent' },
    else: {
      // A type of a newer catalog: its envelope is all we can vouch for.
      if: { properties: { type: { type: 'string', pattern: '^agent\\.' } } },
      then: { $ref: '#/$defs/EventEnvelope' },
      else: { $ref: '#/$defs/CustomEvent' },
    },
    $defs: definitions,
  };
}

function eventSchema(type: AgentEventType, definitions: Definitions): JsonObject {
  const { when, fields } = catalog[type];
  const own = objectSchema(when, fields, definitions);
  return {
    ...own,
    allOf: [{ $ref: '#/$defs/EventEnvelope' }],
    properties: { type: { const: type }, ...(own['properties'] as JsonObject) },
  };
}

function define(name: string, description: string, fields: Fields, into: Definitions): void {
  into[name] = objectSchema(description, fields, into);
}
