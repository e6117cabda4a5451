import type { Json, JsonObject } from '../json.ts';
import type {
  Fields,
  Infer,
  InferFields,
  NumberNode,
  Schema,
  SchemaNode,
  StringNode,
} from './schema.ts';

/** The one place where a node is given its TypeScript type. */
function as<Type>(node: SchemaNode): Schema<Type> {
  return node as Schema<Type>;
}

type StringRule = Pick<StringNode, 'format' | 'pattern' | 'fix' | 'minLength'>;
type NumberRule = Pick<NumberNode, 'minimum' | 'unit'>;

export function string(description: string, rule: StringRule = {}): Schema<string> {
  return as({ kind: 'string', description, ...rule });
}

/** A whole number: `integer('Tokens read.', { minimum: 0 })`. */
export function integer(description: string, rule: NumberRule = {}): Schema<number> {
  return as({ kind: 'integer', description, ...rule });
}

/** A finite number. */
export function number(description: string, rule: NumberRule = {}): Schema<number> {
  return as({ kind: 'number', description, ...rule });
}

export function boolean(description: string): Schema<boolean> {
  return as({ kind: 'boolean', description });
}

/** Anything JSON can say, kept as the host wrote it. */
export function json(description: string): Schema<Json> {
  return as({ kind: 'json', description });
}

/** One of a closed set: `oneOf(['monitor', 'enforce'], 'Whether a refusal stops the call.')`. */
export function oneOf<const Value extends string | boolean>(
  values: readonly Value[],
  description: string,
): Schema<Value> {
  return as({ kind: 'choice', values, open: false, description });
}

/** Usually one of these, otherwise the host's own word. */
export function usually<const Value extends string>(
  values: readonly Value[],
  description: string,
): Schema<Value | (string & {})> {
  return as({ kind: 'choice', values, open: true, description });
}

export function either<const Options extends readonly Schema[]>(
  options: Options,
  description: string,
): Schema<Infer<Options[number]>> {
  return as({ kind: 'either', options, description });
}

export function object<F extends Fields>(description: string, fields: F): Schema<InferFields<F>> {
  return as({ kind: 'object', description, fields });
}

/** An object that several events share, under the name of its TypeScript type. */
export function facts<F extends Fields>(
  name: string,
  description: string,
  fields: F,
): Schema<InferFields<F>> {
  return as({ kind: 'object', name, description, fields });
}

export function list<Item>(item: Schema<Item>, description: string): Schema<readonly Item[]> {
  return as({ kind: 'list', item, description });
}

/** An object whose keys are the host's: `record(json('…'), 'Facts about the customer.')`. */
export function record<Value>(
  value: Schema<Value>,
  description: string,
): Schema<Readonly<Record<string, Value>>> {
  return as({ kind: 'record', value, description });
}

export function jsonRecord(description: string): Schema<JsonObject> {
  return as({ kind: 'record', value: json('Any JSON value.'), description });
}

/** A named object that is still being defined, for objects that hold themselves. */
export function reference<Type>(
  name: string,
  target: () => Schema,
  description: string,
): Schema<Type> {
  return as({ kind: 'reference', name, target, description });
}

export function optional<S extends Schema>(schema: S): S & { readonly optional: true } {
  return { ...schema, optional: true };
}

/** The same schema with the sentence that fits this field. */
export function described<S extends Schema>(schema: S, description: string): S {
  return { ...schema, description };
}
