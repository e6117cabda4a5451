/**
 * What a field may hold, as plain data. A schema carries the TypeScript type of its values in a
 * property that exists for the compiler only: `Infer<typeof schema>` reads it.
 */
export type Schema<Type = unknown> = SchemaNode & { readonly [typed]: Type };

/** A schema whose field may be absent. */
export type OptionalSchema<Type = unknown> = Schema<Type> & { readonly optional: true };

/** The type of the values a schema describes. */
export type Infer<S extends Schema> = S[typeof typed];

/** Never present at run time. */
export declare const typed: unique symbol;

export type Fields = Readonly<Record<string, Schema>>;

/** The object type that a set of fields describes. */
export type InferFields<F extends Fields> = Simplify<
  { readonly [K in keyof F as F[K] extends OptionalSchema ? never : K]: Infer<F[K]> } & {
    readonly [K in keyof F as F[K] extends OptionalSchema ? K : never]?: Infer<F[K]>;
  }
>;

export type Simplify<T> = { [K in keyof T]: T[K] } & {};

export type SchemaNode =
  | StringNode
  | NumberNode
  | BooleanNode
  | JsonNode
  | ChoiceNode
  | EitherNode
  | ObjectNode
  | ListNode
  | RecordNode
  | ReferenceNode;

interface Described {
  readonly description: string;
  readonly optional?: true;
}

export interface StringNode extends Described {
  readonly kind: 'string';
  /** What the text looks like, in words: the `expected` of a problem. */
  readonly format?: string;
  /** The source of a regular expression; the same one is written into the JSON Schema. */
  readonly pattern?: string;
  /** The sentence that repairs a value of the wrong format. */
  readonly fix?: string;
  readonly minLength?: number;
}

export interface NumberNode extends Described {
  readonly kind: 'number' | 'integer';
  readonly minimum?: number;
  /** A span of time. Below zero it is a clock that was set back: worth a warning, never a loss. */
  readonly unit?: 'ms';
}

export interface BooleanNode extends Described {
  readonly kind: 'boolean';
}

/** Anything JSON can say. Its keys belong to the host and are never renamed. */
export interface JsonNode extends Described {
  readonly kind: 'json';
}

export interface ChoiceNode extends Described {
  readonly kind: 'choice';
  readonly values: readonly (string | boolean)[];
  /** Other strings are welcome too: the values are only the usual ones. */
  readonly open: boolean;
}

export interface EitherNode extends Described {
  readonly kind: 'either';
  readonly options: readonly Schema[];
}

export interface ObjectNode extends Described {
  readonly kind: 'object';
  /** The name of its TypeScript type, where other fields share it. */
  readonly name?: string;
  readonly fields: Fields;
}

export interface ListNode extends Described {
  readonly kind: 'list';
  readonly item: Schema;
}

/** An object whose keys belong to the host and are never renamed. */
export interface RecordNode extends Described {
  readonly kind: 'record';
  readonly value: Schema;
}

/** A named object that may hold itself. */
export interface ReferenceNode extends Described {
  readonly kind: 'reference';
  readonly name: string;
  readonly target: () => Schema;
}
