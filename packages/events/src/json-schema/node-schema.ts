import type { Json, JsonObject } from '../json.ts';
import type { Fields, ObjectNode, Schema, SchemaNode } from '../schema/schema.ts';

/** The shared definitions that a JSON Schema document needs, filled while it is written. */
export type Definitions = Record<string, JsonObject>;

/** A field's schema in JSON Schema's words. Named objects become definitions. */
function nodeSchema(schema: SchemaNode, definitions: Definitions): JsonObject {
  const { description } = schema;
  switch (schema.kind) {
    case 'string':
      return {
        description,
        type: 'string',
        ...(schema.pattern === undefined ? {} : { pattern: schema.pattern }),
        ...(schema.minLength === undefined ? {} : { minLength: schema.minLength }),
      };
    case 'number':
    case 'integer':
      return {
        description,
        type: schema.kind,
        ...(schema.minimum === undefined ? {} : { minimum: schema.minimum }),
      };
    case 'boolean':
      return { description, type: 'boolean' };
    case 'json':
      return { description };
    case 'choice':
      return schema.open
        ? { description, type: 'string', examples: [...schema.values] }
        : { description, enum: [...schema.values] };
    case 'either':
      return {
        description,
        anyOf: schema.options.map((option) => nodeSchema(option, definitions)),
      };
    case 'list':
      return { description, type: 'array', items: nodeSchema(schema.item, definitions) };
    case 'record':
      return schema.value.kind === 'json'
        ? { description, type: 'object' }
        : {
            description,
            type: 'object',
            additionalProperties: nodeSchema(schema.value, definitions),
          };
    case 'reference':
      return { description, $ref: define(schema.name, schema.target(), definitions) };
    case 'object':
      return schema.name === undefined
        ? objectSchema(description, schema.fields, definitions)
        : { description, $ref: define(schema.name, schema, definitions) };
  }
}

/** An object with these fields. Fields that nobody declared stay allowed. */
export function objectSchema(
  description: string,
  fields: Fields,
  definitions: Definitions,
): JsonObject {
  const required = Object.keys(fields).filter((name) => !fields[name]!.optional);
  const properties = Object.entries(fields).map(([name, schema]): [string, Json] => [
    name,
    nodeSchema(schema, definitions),
  ]);
  return {
    description,
    type: 'object',
    ...(required.length === 0 ? {} : { required }),
    properties: Object.fromEntries(properties),
  };
}

function define(name: string, schema: SchemaNode | Schema, definitions: Definitions): string {
  if (!definitions[name]) {
    const { description, fields } = schema as ObjectNode;
    definitions[name] = {};
    definitions[name] = objectSchema(description, fields, definitions);
  }
  return `#/$defs/${name}`;
}
