import type { SchemaNode } from '../schema/schema.ts';

/** What a schema expects, in words. */
export function expectation(schema: SchemaNode): string {
  switch (schema.kind) {
    case 'string':
      return schema.format ?? (schema.minLength ? 'a string that is not empty' : 'a string');
    case 'number':
      return `a number${atLeast(schema.minimum)}`;
    case 'integer':
      return `a whole number${atLeast(schema.minimum)}`;
    case 'boolean':
      return 'true or false';
    case 'json':
      return 'a JSON value';
    case 'choice':
      return schema.open ? 'a string' : schema.values.map((value) => quote(value)).join(' or ');
    case 'either':
      return schema.options.map(expectation).join(' or ');
    case 'list':
      return 'a list';
    case 'object':
    case 'record':
    case 'reference':
      return 'an object';
  }
}

/** What is there, without its contents: they may be secret. */
export function finding(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'number':
    case 'boolean':
      return String(value);
    case 'object':
      return 'an object';
    default:
      return `a ${typeof value}`;
  }
}

/** What is there, where a word was expected and showing it helps. */
export function wordFound(value: unknown): string {
  return typeof value === 'string' && value.length <= 64 ? quote(value) : finding(value);
}

function atLeast(minimum: number | undefined): string {
  return minimum === undefined ? '' : ` of at least ${minimum}`;
}

function quote(value: string | boolean): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
