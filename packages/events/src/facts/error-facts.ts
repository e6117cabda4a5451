import type { InferFields, Schema } from '../schema/schema.ts';
import {
  boolean,
  either,
  facts,
  integer,
  json,
  list,
  number,
  optional,
  reference,
  string,
} from '../schema/vocabulary.ts';

const own = {
  name: string('The class of the error, such as `TypeError`.'),
  message: string('What it says.'),
  stack: optional(string('Where it was made.')),
  code: optional(
    either([string('A word.'), number('A number.')], 'The code it carries, such as `ECONNRESET`.'),
  ),
  status: optional(integer('The HTTP status behind it.')),
  retryable: optional(boolean('Whether trying again may help.')),
  requestId: optional(string('The id under which the other side knows the request.')),
  value: optional(json('What was thrown, when it was not an Error.')),
};

/** An error as an event tells it. */
export interface ErrorFacts extends InferFields<typeof own> {
  readonly cause?: ErrorFacts;
  readonly errors?: readonly ErrorFacts[];
}

const self: Schema<ErrorFacts> = reference(
  'ErrorFacts',
  () => errorFacts,
  'The error that led to it, in the same shape.',
);

export const errorFacts: Schema<ErrorFacts> = facts('ErrorFacts', 'What went wrong.', {
  ...own,
  cause: optional(self),
  errors: optional(list(self, 'The errors of an AggregateError.')),
}) as Schema<ErrorFacts>;
