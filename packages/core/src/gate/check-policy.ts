import { ConfigError } from '../errors.ts';
import { compilePredicate } from './argument-predicate.ts';
import { show } from './mode.ts';
import type { ArgumentPredicate, Policy, PolicySet } from './policy.ts';

/**
 * Checks everything about a policy that types cannot promise: it may come from a file, a page or
 * the network. An unknown field is an error too, because a condition that is overlooked makes a
 * policy match more than its author meant.
 *
 * @throws ConfigError naming the first wrong field.
 */
export function checkPolicy(policy: unknown, field: string): asserts policy is Policy {
  policyShape(policy, field);
}

/**
 * Checks a policy set, and that no two of its policies share a key.
 *
 * @throws ConfigError naming the first wrong field.
 */
export function checkPolicySet(set: unknown): asserts set is PolicySet {
  policySetShape(set, 'policySet');
  const keys = (set as PolicySet).policies.map((policy) => policy.key);
  keys.forEach((key, i) => {
    if (keys.indexOf(key) < i) wrong(`policySet.policies[${i}].key`, 'a key of its own', key);
  });
}

type Check = (value: unknown, field: string) => void;

function wrong(field: string, expected: string, found: unknown): never {
  throw new ConfigError(field, `expected ${expected}, found ${show(found)}.`);
}

const check =
  (expected: string, accepts: (value: unknown) => boolean): Check =>
  (value, field) => {
    if (!accepts(value)) wrong(field, expected, value);
  };

const oneOf = (...words: readonly (string | boolean)[]): Check =>
  check(words.join(' or '), (value) => words.includes(value as string));

const numberFrom = (least: number, most: number): Check =>
  check(
    `a number from ${least} to ${most}`,
    (value) => typeof value === 'number' && value >= least && value <= most,
  );

const listOf =
  (item: Check): Check =>
  (value, field) => {
    if (!Array.isArray(value)) return wrong(field, 'a list', value);
    value.forEach((each, i) => item(each, `${field}[${i}]`));
  };

const someOf =
  (item: Check): Check =>
  (value, field) => {
    if (!Array.isArray(value)) return item(value, field);
    if (value.length === 0)
      throw new ConfigError(field, 'an empty list matches nothing. Name one.');
    listOf(item)(value, field);
  };

const shape =
  (fields: Readonly<Record<string, Check>>, required: readonly string[] = []): Check =>
  (value, field) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return wrong(field, 'an object', value);
    }
    const given = value as Readonly<Record<string, unknown>>;
    for (const name of Object.keys(given)) {
      if (!Object.hasOwn(fields, name)) {
        const known = Object.keys(fields).join(', ');
        throw new ConfigError(`${field}.${name}`, `no such field. Known are: ${known}.`);
      }
    }
    for (const [name, checkField] of Object.entries(fields)) {
      if (given[name] !== undefined || required.includes(name)) {
        checkField(given[name], `${field}.${name}`);
      }
    }
  };

const text = check('a text', (value) => typeof value === 'string' && value !== '');
const someTexts = someOf(text);
const flag = oneOf(true, false);
const number = numberFrom(-Infinity, Infinity);
// The times of the calls in a window are remembered one by one.
const wholeNumber = check(
  'a whole number from 0 to 10000',
  (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 10_000,
);
const scalar = check('a text, number or boolean', (value) =>
  ['string', 'number', 'boolean'].includes(typeof value),
);
const riskLevel = oneOf('low', 'medium', 'high', 'critical');

const operands: Readonly<Record<ArgumentPredicate['op'], Check>> = {
  equals: scalar,
  not_equals: scalar,
  in: listOf(scalar),
  contains: text,
  starts_with: text,
  ends_with: text,
  matches: text,
  gt: number,
  gte: number,
  lt: number,
  lte: number,
  exists: oneOf(),
  absent: oneOf(),
};

const predicateShape = shape(
  { path: text, op: oneOf(...Object.keys(operands)), value: () => {}, ignoreCase: flag },
  ['path', 'op'],
);

const predicate: Check = (value, field) => {
  predicateShape(value, field);
  const given = value as ArgumentPredicate;
  if ('value' in given || !['exists', 'absent'].includes(given.op)) {
    operands[given.op]((given as { value?: unknown }).value, `${field}.value`);
  }
  compilePredicate(given, field);
};

const policyShape = shape(
  {
    key: text,
    description: text,
    effect: oneOf('allow', 'warn', 'block', 'require_approval'),
    priority: number,
    enabled: flag,
    mode: oneOf('monitor', 'enforce'),
    scope: shape({ project: someTexts, environment: someTexts }),
    match: shape({
      kind: someOf(oneOf('tool', 'action', 'mcp', 'handoff')),
      agent: someTexts,
      tool: someTexts,
      provider: someTexts,
      action: someTexts,
      actionName: someTexts,
      resource: someTexts,
      resourceId: someTexts,
      environment: someTexts,
      risk: (value, field) =>
        typeof value === 'object' && !Array.isArray(value)
          ? shape({ atLeast: riskLevel }, ['atLeast'])(value, field)
          : someOf(riskLevel)(value, field),
      arguments: listOf(predicate),
      unknownTool: oneOf(true),
      undeclaredCapability: oneOf(true),
      rate: shape({ calls: wholeNumber, per: oneOf('run', 'minute', 'hour') }, ['calls', 'per']),
      budget: shape({ costUsd: numberFrom(0, Infinity), per: oneOf('run', 'session', 'day') }, [
        'costUsd',
        'per',
      ]),
    }),
    reason: text,
    approvalTimeoutMs: numberFrom(1, 2 ** 31 - 1),
  },
  ['key', 'effect', 'match'],
);

const policySetShape = shape({ version: text, policies: listOf(policyShape) }, [
  'version',
  'policies',
]);
