import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/errors.ts';
import { checkPolicySet } from '../../src/gate/check-policy.ts';
import { definePolicy, type Policy } from '../../src/gate/policy.ts';
import { policyTemplates } from '../../src/gate/policy-templates.ts';

const valid: Policy = { key: 'p', effect: 'block', match: { tool: 'github.*' } };
const define = (different: object) => definePolicy({ ...valid, ...different } as Policy);
const match = (different: object) => define({ match: different });
const predicate = (different: object) =>
  match({ arguments: [{ path: 'a', op: 'equals', value: 1, ...different }] });

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (ConfigError.isInstance(error)) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('definePolicy', () => {
  it('gives back the very policy it was given', () => {
    expect(definePolicy(valid)).toBe(valid);
  });

  it('accepts everything a policy may say', () => {
    const policy: Policy = {
      key: 'all',
      description: 'Everything.',
      effect: 'require_approval',
      priority: -1.5,
      enabled: true,
      mode: 'monitor',
      scope: { project: ['shop', 'crm-*'], environment: 'production' },
      match: {
        kind: ['tool', 'mcp'],
        agent: 'release-*',
        tool: ['a', 'b'],
        provider: 'mcp',
        action: 'merge',
        actionName: '*',
        resource: 'code_repository',
        resourceId: 'acme/*',
        environment: 'production',
        risk: { atLeast: 'high' },
        arguments: [
          { path: 'a', op: 'in', value: [1, 'x', true] },
          { path: 'a', op: 'matches', value: '^x', ignoreCase: true },
          { path: 'a', op: 'gte', value: -1 },
          { path: 'a', op: 'exists' },
        ],
        unknownTool: true,
        undeclaredCapability: true,
        rate: { calls: 10, per: 'minute' },
        budget: { costUsd: 0.5, per: 'session' },
      },
      reason: 'Because.',
      approvalTimeoutMs: 60_000,
    };
    expect(definePolicy(policy)).toBe(policy);
    expect(define({ reason: undefined, match: { tool: undefined } })).toBeTruthy();
  });

  it('says which field is wrong and what was expected', () => {
    const wrongs: Record<string, () => unknown> = {
      'no object': () => definePolicy(7 as never),
      'no key': () => define({ key: undefined }),
      'empty key': () => define({ key: '' }),
      'unknown effect': () => define({ effect: 'deny' }),
      'text priority': () => define({ priority: 'high' }),
      'text enabled': () => define({ enabled: 'false' }),
      'legacy mode': () => define({ mode: 'guard' }),
      'no match': () => define({ match: undefined }),
      'misspelt field': () => define({ efect: 'block' }),
      'misspelt condition': () => match({ enviroment: 'production' }),
      'number for a name': () => match({ tool: 7 }),
      'number among names': () => match({ tool: ['a', 7] }),
      'no names': () => match({ tool: [] }),
      'unknown kind': () => match({ kind: 'llm' }),
      'unknown risk': () => match({ risk: 'severe' }),
      'unknown least risk': () => match({ risk: { atLeast: 'severe' } }),
      'no risk': () => match({ risk: null }),
      'false flag': () => match({ unknownTool: false }),
      'no list of arguments': () => match({ arguments: {} }),
      'no path': () => predicate({ path: undefined }),
      'bad path': () => predicate({ path: 'a..b' }),
      'unknown operator': () => predicate({ op: 'like' }),
      'object for a scalar': () => predicate({ value: {} }),
      'text for a number': () => predicate({ op: 'gt', value: '1' }),
      'text for a list': () => predicate({ op: 'in', value: 'x' }),
      'value without use': () => predicate({ op: 'exists' }),
      'bad pattern': () => predicate({ op: 'matches', value: '(?=x)' }),
      'rate of a fraction': () => match({ rate: { calls: 1.5, per: 'minute' } }),
      'rate of nothing': () => match({ rate: { calls: 1 } }),
      'unknown period': () => match({ budget: { costUsd: 1, per: 'month' } }),
      'negative budget': () => match({ budget: { costUsd: -1, per: 'run' } }),
      'endless approval': () => define({ approvalTimeoutMs: Infinity }),
    };
    const messages = Object.entries(wrongs).map(([name, work]) => `${name}: ${messageOf(work)}`);
    expect(messages.join('\n')).toMatchSnapshot();
    for (const work of Object.values(wrongs)) expect(work).toThrow(ConfigError);
  });

  it('names the field apart from the message', () => {
    const work = () =>
      match({
        arguments: [
          { path: 'a', op: 'exists' },
          { path: '', op: 'exists' },
        ],
      });
    expect(work).toThrow(expect.objectContaining({ field: 'policy.match.arguments[1].path' }));
  });
});

describe('a policy set', () => {
  it('has a version, and keys that differ', () => {
    expect(messageOf(() => checkPolicySet({ version: '1', policies: [valid] }))).toBe('accepted');
    const wrongs = [
      undefined,
      [valid],
      { policies: [] },
      { version: 7, policies: [] },
      { version: '1', policies: valid },
      { version: '1', policies: [valid, { ...valid, effect: 'deny' }] },
      { version: '1', policies: [valid, valid] },
    ];
    const messages = wrongs.map((wrong) => messageOf(() => checkPolicySet(wrong)));
    expect(messages.join('\n')).toMatchSnapshot();
  });

  it('may hold every template at once', () => {
    const policies = Object.values(policyTemplates).flat();
    expect(messageOf(() => checkPolicySet({ version: '1', policies }))).toBe('accepted');
  });
});
