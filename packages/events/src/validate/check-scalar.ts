import type { ChoiceNode, NumberNode, StringNode } from '../schema/schema.ts';
import { addProblem, type Findings } from './problem.ts';
import { nearest } from './nearest.ts';
import { expectation, finding, wordFound } from './words.ts';

const patterns = new Map<string, RegExp>();

export function checkString(
  value: unknown,
  schema: StringNode,
  path: string,
  findings: Findings,
): void {
  if (typeof value !== 'string') {
    addProblem(findings, path, expectation(schema), finding(value), schema.fix);
  } else if (value.length < (schema.minLength ?? 0)) {
    addProblem(findings, path, expectation(schema), 'an empty string');
  } else if (schema.pattern !== undefined && !compiled(schema.pattern).test(value)) {
    addProblem(findings, path, expectation(schema), wordFound(value), schema.fix);
  }
}

export function checkNumber(
  value: unknown,
  schema: NumberNode,
  path: string,
  findings: Findings,
): void {
  const right = schema.kind === 'integer' ? Number.isInteger(value) : Number.isFinite(value);
  if (!right) {
    const fix = isNumeric(value) ? 'Send the number, not its text.' : undefined;
    addProblem(findings, path, expectation(schema), finding(value), fix);
  } else if (schema.minimum !== undefined && (value as number) < schema.minimum) {
    addProblem(findings, path, expectation(schema), finding(value));
  } else if (schema.unit === 'ms' && (value as number) < 0) {
    findings.warnings.push(`${path} is negative: was the clock set back?`);
  }
}

export function checkChoice(
  value: unknown,
  schema: ChoiceNode,
  path: string,
  findings: Findings,
): void {
  if (schema.open ? typeof value === 'string' : schema.values.includes(value as string)) return;
  const words = schema.values.filter((word) => typeof word === 'string');
  const near = typeof value === 'string' ? nearest(value, words) : undefined;
  const fix = near === undefined ? undefined : `Did you mean "${near}"?`;
  addProblem(findings, path, expectation(schema), wordFound(value), fix);
}

function isNumeric(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value));
}

function compiled(pattern: string): RegExp {
  let expression = patterns.get(pattern);
  if (!expression) patterns.set(pattern, (expression = new RegExp(pattern)));
  return expression;
}
