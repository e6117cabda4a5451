import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/errors.ts';
import { checkPolicySet } from '../../src/gate/check-policy.ts';
import { policySchema } from '../../src/gate/policy-schema.ts';
import { policyTemplates } from '../../src/gate/policy-templates.ts';

const validate = new Ajv2020({ strictTypes: false, allErrors: true }).compile(policySchema);

const operators =
  'equals not_equals in contains starts_with ends_with matches gt gte lt lte exists absent'.split(
    ' ',
  );

function isAccepted(set: unknown): boolean {
  try {
    checkPolicySet(set);
    return true;
  } catch (error) {
    if (!ConfigError.isInstance(error)) throw error;
    return false;
  }
}

describe('the JSON Schema of policies', () => {
  it('accepts every template', () => {
    const set = { version: '1', policies: Object.values(policyTemplates).flat() };
    expect(validate(set), JSON.stringify(validate.errors)).toBe(true);
  });

  it('refuses exactly what creating a gate refuses', () => {
    const junk = fc.constantFrom<unknown>(
      null,
      0,
      -1,
      1.5,
      '',
      'x',
      true,
      false,
      [],
      ['x'],
      [1],
      {},
    );
    const mostly = (good: fc.Arbitrary<unknown>) => fc.oneof({ weight: 40, arbitrary: good }, junk);
    const names = mostly(fc.constantFrom<unknown>('a', 'github.*', ['a', 'b']));
    const shaped = (model: Record<string, fc.Arbitrary<unknown>>, requiredKeys: string[] = []) =>
      mostly(
        fc
          .tuple(fc.record(model, { requiredKeys }), fc.integer({ min: 0, max: 30 }))
          .map(([object, dice]) => (dice === 0 ? { ...object, typo: 1 } : object)),
      );
    const predicate = shaped(
      {
        path: mostly(fc.constantFrom('a', 'a[*].b', '**')),
        op: mostly(fc.constantFrom(...operators)),
        value: fc.constantFrom<unknown>('x', 1, true, ['x', 1], {}, [], [{}], ''),
        ignoreCase: mostly(fc.boolean()),
      },
      ['path', 'op'],
    );
    const risk = fc.constantFrom('low', 'medium', 'high', 'critical');
    const match = shaped({
      kind: mostly(fc.constantFrom<unknown>('tool', ['mcp', 'handoff'])),
      tool: names,
      resourceId: names,
      risk: mostly(fc.oneof(risk, fc.array(risk), shaped({ atLeast: mostly(risk) }))),
      arguments: mostly(fc.array(predicate, { maxLength: 2 })),
      unknownTool: mostly(fc.constant(true)),
      rate: shaped(
        {
          calls: mostly(fc.constantFrom(0, 5, 10_000, 10_001)),
          per: mostly(fc.constantFrom('run', 'minute', 'hour')),
        },
        ['calls', 'per'],
      ),
      budget: shaped(
        {
          costUsd: mostly(fc.constant(0.5)),
          per: mostly(fc.constantFrom('run', 'session', 'day')),
        },
        ['costUsd', 'per'],
      ),
    });
    const policy = shaped(
      {
        key: mostly(fc.constant('p')),
        description: mostly(fc.constant('x')),
        effect: mostly(fc.constantFrom('allow', 'warn', 'block', 'require_approval')),
        priority: mostly(fc.constant(3)),
        enabled: mostly(fc.boolean()),
        mode: mostly(fc.constantFrom('monitor', 'enforce')),
        scope: shaped({ project: names, environment: names }),
        match,
        reason: mostly(fc.constant('x')),
        approvalTimeoutMs: mostly(fc.constantFrom(1, 300_000, 2 ** 31)),
      },
      ['key', 'effect', 'match'],
    );
    const set = shaped({ version: mostly(fc.constant('1')), policies: fc.tuple(policy) }, [
      'version',
      'policies',
    ]);

    let accepted = 0;
    fc.assert(
      fc.property(set, (candidate) => {
        const expected = isAccepted(candidate);
        accepted += Number(expected);
        expect(validate(candidate)).toBe(expected);
      }),
      { numRuns: 3_000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });
});
