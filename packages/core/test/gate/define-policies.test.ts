import { expect, it } from 'vitest';
import { ConfigError } from '../../src/errors.ts';
import { definePolicies } from '../../src/gate/define-policies.ts';
import type { Policy } from '../../src/gate/policy.ts';
import { aRequest } from './a-request.ts';

const block: Policy = { key: 'no', effect: 'block', match: { unknownTool: true } };
const settings = {
  mode: 'enforce',
  guardFailureMode: 'fail_open',
  clock: performance,
} as const;

it('says what is wrong where the policies are written, not where they are used', () => {
  const wrong = [block, { ...block, key: 'q', effect: 'deny' }] as Policy[];
  expect(() => definePolicies(wrong)).toThrow(ConfigError);
  expect(() => definePolicies(wrong)).toThrow('policies[1].effect: ');
});

it('makes a gate with the settings of the Heddle that asks for one', () => {
  const policies = definePolicies([block]);
  const enforcing = policies.createGate(settings);
  const monitoring = policies.createGate({ ...settings, mode: 'monitor' });
  expect(enforcing.evaluate(aRequest())).toMatchObject({ effectiveDecision: 'block' });
  expect(monitoring.evaluate(aRequest())).toMatchObject({ effectiveDecision: 'allow' });
});

it('tells the gate its project and capabilities', () => {
  const scoped: Policy = { ...block, key: 'scoped', match: {}, scope: { project: 'shop' } };
  const capabilities = [{ tool: { name: 'github.*' }, actions: ['*'], resources: ['*'] }];
  const decided = (options: Parameters<typeof definePolicies>[1]) =>
    definePolicies([block, scoped], options)
      .createGate(settings)
      .evaluate(aRequest())
      ?.matchedGuardrails.map(({ key }) => key);
  expect(decided({})).toEqual(['no']);
  expect(decided({ capabilities })).toBeUndefined();
  expect(decided({ capabilities, project: 'shop' })).toEqual(['scoped']);
});

it('keeps the policies in sight, as the set they are', () => {
  expect(definePolicies([block])).toMatchObject({ version: 'inline', policies: [block] });
  expect(definePolicies({ version: '7', policies: [] })).toMatchObject({ version: '7' });
});
