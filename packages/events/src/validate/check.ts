import type { Fields, ListNode, RecordNode, Schema, SchemaNode } from '../schema/schema.ts';
import { isAbsent, readField, readOwn } from '../naming/read-field.ts';
import { spellingsOf, type KnownField } from '../naming/spelling.ts';
import { checkJson } from './check-json.ts';
import { checkChoice, checkNumber, checkString } from './check-scalar.ts';
import { enter, leave } from './nesting.ts';
import { memberPath } from './path.ts';
import { addProblem, visit, type Findings } from './problem.ts';
import { expectation, finding } from './words.ts';

/** Compares a value with its schema. May throw what reading the value throws: its holder catches. */
function check(value: unknown, schema: SchemaNode, path: string, findings: Findings): void {
  switch (schema.kind) {
    case 'string':
      return checkString(value, schema, path, findings);
    case 'number':
    case 'integer':
      return checkNumber(value, schema, path, findings);
    case 'choice':
      return checkChoice(value, schema, path, findings);
    case 'boolean':
      if (typeof value !== 'boolean') mismatch(value, schema, path, findings);
      return;
    case 'json':
      return checkJson(value, path, findings);
    case 'either':
      if (!schema.options.some((option) => suits(value, option))) {
        mismatch(value, schema, path, findings);
      }
      return;
    case 'reference':
      if (!visit(path, findings)) return;
      return check(value, schema.target(), path, findings);
    case 'object':
      if (!isObject(value)) return mismatch(value, schema, path, findings);
      return within(value, path, findings, () => checkFields(value, schema.fields, path, findings));
    case 'record':
      if (!isObject(value)) return mismatch(value, schema, path, findings);
      if (schema.value.kind === 'json') return checkJson(value, path, findings);
      return within(value, path, findings, () => checkRecord(value, schema, path, findings));
    case 'list':
      if (!Array.isArray(value)) return mismatch(value, schema, path, findings);
      return within(value, path, findings, () => checkList(value, schema, path, findings));
  }
}

/** Compares the members of an object with its fields. Fields nobody declared are welcome. */
export function checkFields(
  source: object,
  fields: Fields,
  path: string,
  findings: Findings,
): void {
  for (const field of spellingsOf(fields).all) checkField(source, field, path, findings);
}

function checkField(source: object, field: KnownField, path: string, findings: Findings): void {
  const { camel, snake, schema } = field;
  try {
    const { key, value } = readField(source, field);
    const where = memberPath(path, key);
    if (snake !== camel && key === camel && !isAbsent(readOwn(source, snake)) && !isAbsent(value)) {
      findings.warnings.push(`${memberPath(path, snake)} is ignored: ${camel} is given too.`);
    }
    if (value === undefined || (value === null && schema.kind !== 'json')) {
      if (schema.optional) return;
      addProblem(findings, where, expectation(schema), finding(value), `Add "${camel}".`);
      return;
    }
    check(value, schema, where, findings);
  } catch {
    addProblem(
      findings,
      memberPath(path, camel),
      expectation(schema),
      'something that throws when it is read',
    );
  }
}

function checkRecord(source: object, schema: RecordNode, path: string, findings: Findings): void {
  for (const key of Object.keys(source)) {
    if (!visit(path, findings)) return;
    checkMember(source, key, schema.value, path, findings);
  }
}

function checkList(
  list: readonly unknown[],
  schema: ListNode,
  path: string,
  findings: Findings,
): void {
  for (let index = 0; index < list.length && visit(path, findings); index++) {
    checkMember(list, index, schema.item, path, findings);
  }
}

function checkMember(
  source: object,
  key: string | number,
  schema: Schema,
  path: string,
  findings: Findings,
): void {
  const where = memberPath(path, key);
  try {
    check((source as Record<string | number, unknown>)[key], schema, where, findings);
  } catch {
    addProblem(findings, where, expectation(schema), 'something that throws when it is read');
  }
}

function within(value: object, path: string, findings: Findings, look: () => void): void {
  if (!enter(value, path, findings)) return;
  try {
    look();
  } finally {
    leave(findings);
  }
}

function suits(value: unknown, schema: Schema): boolean {
  if (schema.kind === 'integer') return Number.isInteger(value);
  if (schema.kind === 'number') return Number.isFinite(value);
  return typeof value === schema.kind;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mismatch(value: unknown, schema: SchemaNode, path: string, findings: Findings): void {
  addProblem(findings, path, expectation(schema), finding(value));
}
