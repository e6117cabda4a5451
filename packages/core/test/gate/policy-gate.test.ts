import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/errors.ts';
import type { GateRequest, PolicyEffect } from '../../src/gate/gate.ts';
import type { Policy, PolicyMatch } from '../../src/gate/policy.ts';
import { policyGate, type PolicyGateOptions } from '../../src/gate/policy-gate.ts';
import { aRequest } from './a-request.ts';

const policy = (match: PolicyMatch, different: Partial<Policy> = {}): Policy => ({
  key: 'p',
  effect: 'block',
  match,
  ...different,
});

/** Whether one policy with these conditions matches a request. */
const matches = (
  match: PolicyMatch,
  request: Partial<GateRequest> = {},
  options: PolicyGateOptions = {},
) =>
  policyGate({ ...options, policies: [policy(match)] }).evaluate(aRequest(request)) !== undefined;

const enforcing = (...policies: Policy[]) => policyGate({ mode: 'enforce', policies });

describe('what a policy matches', () => {
  it('is every call when it asks for nothing', () => {
    expect(matches({})).toBe(true);
  });

  it.each<[PolicyMatch, boolean]>([
    [{ kind: 'tool' }, true],
    [{ kind: ['mcp', 'handoff'] }, false],
    [{ agent: 'release-*' }, true],
    [{ agent: 'support' }, false],
    [{ tool: 'github.merge_pr' }, true],
    [{ tool: ['gitlab.*', '*.merge_*'] }, true],
    [{ tool: 'GitHub.*' }, false],
    [{ provider: 'github' }, true],
    [{ action: 'merge' }, true],
    [{ action: 'merge_pr' }, false],
    [{ actionName: 'merge_pr' }, true],
    [{ resource: 'code_repository' }, true],
    [{ resource: 'database_record' }, false],
    [{ resourceId: 'acme/*' }, true],
    [{ resourceId: 'umbrella/*' }, false],
    [{ environment: 'production' }, true],
    [{ risk: 'high' }, true],
    [{ risk: ['low', 'critical'] }, false],
    [{ risk: { atLeast: 'medium' } }, true],
    [{ risk: { atLeast: 'critical' } }, false],
    [{ tool: 'github.*', action: 'merge', environment: 'production' }, true],
    [{ tool: 'github.*', action: 'delete', environment: 'production' }, false],
  ])('%j on a merge into production: %s', (match, expected) => {
    expect(matches(match)).toBe(expected);
  });

  it('goes by the environment of the resource before that of the agent', () => {
    const resource = { type: 'code_repository', environment: 'staging' };
    expect(matches({ environment: 'staging' }, { resource })).toBe(true);
    expect(matches({ environment: 'production' }, { resource })).toBe(false);
  });

  it('goes by the provider of the tool or of the resource', () => {
    const request = {
      tool: { name: 'merge', provider: 'mcp' },
      resource: { type: 'code_repository', provider: 'github' },
    };
    expect(matches({ provider: 'mcp' }, request)).toBe(true);
    expect(matches({ provider: 'github' }, request)).toBe(true);
    expect(matches({ provider: 'gitlab' }, request)).toBe(false);
    const { tool, ...withoutTool } = aRequest(request);
    const gate = enforcing(policy({ provider: 'github' }));
    expect(gate.evaluate(withoutTool)).toBeDefined();
    expect(tool).toBeDefined();
  });

  it('goes by the highest risk that anything states', () => {
    const request = {
      riskLevel: 'low',
      tool: { name: 't', riskLevel: 'medium' },
      action: { type: 'read', riskLevel: 'critical' },
    } as const;
    expect(matches({ risk: 'critical' }, request)).toBe(true);
    expect(matches({ risk: 'low' }, request)).toBe(false);
  });

  it('is nothing where the call does not state the fact that is asked for', () => {
    const { tool: _, resource: __, environment: ___, ...bare } = aRequest();
    const request: GateRequest = { ...bare, action: { type: 'merge' } };
    for (const match of [
      { tool: '*' },
      { resource: '*' },
      { resourceId: '*' },
      { environment: '*' },
      { provider: '*' },
      { actionName: '*' },
      { risk: { atLeast: 'low' } },
      { unknownTool: true },
    ] satisfies PolicyMatch[]) {
      expect(enforcing(policy(match)).evaluate(request)).toBeUndefined();
    }
  });

  it('is what its scope allows', () => {
    const scoped = (scope: Policy['scope'] & object, project?: string) =>
      policyGate({
        ...(project !== undefined && { project }),
        policies: [policy({}, { scope })],
      }).evaluate(aRequest()) !== undefined;
    expect(scoped({ project: 'shop' }, 'shop')).toBe(true);
    expect(scoped({ project: 'shop-*' }, 'crm')).toBe(false);
    expect(scoped({ project: 'shop' })).toBe(false);
    expect(scoped({ environment: 'prod*' })).toBe(true);
    expect(scoped({ environment: 'staging' })).toBe(false);
  });

  it('is nothing when it is switched off', () => {
    const gate = enforcing(policy({}, { enabled: false }));
    expect(gate.active).toBe(false);
    expect(gate.evaluate(aRequest())).toBeUndefined();
  });

  it('asks the arguments last of all and all of them', () => {
    const arg = { branch: 'main', force: true };
    const predicates: PolicyMatch['arguments'] = [
      { path: 'branch', op: 'equals', value: 'main' },
      { path: 'force', op: 'equals', value: true },
    ];
    expect(matches({ arguments: predicates }, { args: [arg] })).toBe(true);
    expect(matches({ arguments: predicates }, { args: [{ ...arg, force: false }] })).toBe(false);
  });
});

describe('capabilities', () => {
  const capabilities = [
    {
      tool: { name: 'github.*', provider: 'github' },
      actions: ['read', 'merge'],
      resources: ['code_repository'],
      environments: ['staging', 'production'],
    },
  ];

  it('make a tool known by name and provider', () => {
    expect(matches({ unknownTool: true })).toBe(true);
    expect(matches({ unknownTool: true }, {}, { capabilities })).toBe(false);
    const tool = { name: 'github.merge_pr', provider: 'mcp' };
    expect(matches({ unknownTool: true }, { tool }, { capabilities })).toBe(true);
  });

  it('cover a call by tool, action, resource and environment together', () => {
    const undeclared = (request: Partial<GateRequest>) =>
      matches({ undeclaredCapability: true }, request, { capabilities });
    expect(undeclared({})).toBe(false);
    expect(undeclared({ tool: { name: 'shell.run' } })).toBe(true);
    expect(undeclared({ action: { type: 'delete' } })).toBe(true);
    expect(undeclared({ resource: { type: 'secret' } })).toBe(true);
    expect(undeclared({ environment: 'laptop' })).toBe(true);
    expect(matches({ undeclaredCapability: true })).toBe(true);
  });

  it('may be declared while the gate works', () => {
    const gate = enforcing(policy({ unknownTool: true }));
    expect(gate.evaluate(aRequest())).toBeDefined();
    gate.declare(capabilities);
    expect(gate.evaluate(aRequest())).toBeUndefined();
  });

  it('that are wrong are refused, and change nothing', () => {
    const gate = enforcing(policy({ unknownTool: true }));
    const wrong = { tool: {}, actions: ['read'], resources: ['file'] } as never;
    expect(() => gate.declare([...capabilities, wrong])).toThrow(
      'capabilities[1].tool.name: expected a name, found nothing.',
    );
    expect(gate.evaluate(aRequest())).toBeDefined();
  });
});

describe('who decides among several matches', () => {
  const effects: PolicyEffect[] = ['allow', 'warn', 'require_approval', 'block'];
  const one = (effect: PolicyEffect, different: Partial<Policy> = {}): Policy => ({
    key: effect,
    effect,
    match: {},
    ...different,
  });

  it('is the strictest effect, and every match is listed', () => {
    const decision = enforcing(...effects.map((effect) => one(effect))).evaluate(aRequest());
    expect(decision).toEqual({
      policyDecision: 'block',
      effectiveDecision: 'block',
      enforcementAction: 'block',
      mode: 'enforce',
      policyVersion: 'inline',
      matchedGuardrails: effects.toReversed().map((effect) => ({ key: effect, effect })),
    });
  });

  it('is a higher priority before that', () => {
    const gate = enforcing(one('block'), one('allow', { priority: 1 }));
    expect(gate.evaluate(aRequest())).toMatchObject({
      policyDecision: 'allow',
      enforcementAction: 'proceed',
      matchedGuardrails: [{ key: 'allow' }, { key: 'block' }],
    });
  });

  it('is the first in the list where nothing else tells them apart', () => {
    const gate = enforcing(
      one('block', { reason: 'first' }),
      one('block', { key: 'b', reason: 'second' }),
    );
    expect(gate.evaluate(aRequest())).toMatchObject({ reason: 'first' });
  });

  it('gives its reason and its patience to the decision', () => {
    const gate = enforcing(
      one('require_approval', { reason: 'Because.', approvalTimeoutMs: 5 }),
      one('warn', { reason: 'no' }),
    );
    expect(gate.evaluate(aRequest())).toMatchObject({
      enforcementAction: 'wait_for_approval',
      reason: 'Because.',
      approvalTimeoutMs: 5,
    });
  });

  it('is never a policy on trial', () => {
    const gate = enforcing(
      one('block', { mode: 'monitor', priority: 5, reason: 'on trial' }),
      one('allow', { mode: 'monitor', priority: 9 }),
      one('warn', { reason: 'in force' }),
    );
    expect(gate.evaluate(aRequest())).toMatchObject({
      policyDecision: 'allow',
      effectiveDecision: 'warn',
      mode: 'enforce',
      reason: 'in force',
    });
  });

  it('is nobody when all are on trial: the decision says what they would do', () => {
    const gate = enforcing(one('block', { mode: 'monitor', reason: 'on trial' }));
    expect(gate.evaluate(aRequest())).toMatchObject({
      policyDecision: 'block',
      effectiveDecision: 'allow',
      enforcementAction: 'proceed',
      mode: 'monitor',
      reason: 'on trial',
    });
  });

  it.each([
    ['allow', 'allow'],
    ['warn', 'warn'],
    ['block', 'allow'],
    ['require_approval', 'allow'],
  ] as const)('in monitor mode turns %s into %s', (effect, effective) => {
    const gate = policyGate({ mode: 'monitor', policies: [one(effect, { mode: 'enforce' })] });
    expect(gate.evaluate(aRequest())).toMatchObject({
      policyDecision: effect,
      effectiveDecision: effective,
      mode: 'monitor',
    });
  });
});

describe('arguments that cannot be read', () => {
  const args = [
    {
      get branch(): never {
        throw new Error('no');
      },
    },
  ];
  const about: PolicyMatch = { arguments: [{ path: 'branch', op: 'equals', value: 'main' }] };
  const decide = (
    guardFailureMode: 'fail_open' | 'fail_closed' | 'throw',
    different: Partial<Policy>,
  ) =>
    policyGate({
      mode: 'enforce',
      guardFailureMode,
      policies: [policy(about, different)],
    }).evaluate(aRequest({ args }));

  it('are no match when failing open', () => {
    expect(decide('fail_open', {})).toBeUndefined();
  });

  it('are a match when failing closed, and the decision says so', () => {
    expect(decide('fail_closed', { reason: 'Main is closed' })).toMatchObject({
      enforcementAction: 'block',
      reason: 'Main is closed (arguments unreadable)',
    });
    expect(decide('fail_closed', {})).toMatchObject({ reason: 'p (arguments unreadable)' });
  });

  it('never earn an exception', () => {
    for (const mode of ['fail_open', 'fail_closed'] as const) {
      expect(decide(mode, { effect: 'allow', priority: 1 })).toBeUndefined();
    }
  });

  it('fail the gate when it is told to throw, unless the policy is only on trial', () => {
    expect(() => decide('throw', {})).toThrow(
      expect.objectContaining({ code: 'guard_failed', message: expect.stringContaining('"p"') }),
    );
    expect(decide('throw', { mode: 'monitor' })).toMatchObject({ effectiveDecision: 'allow' });
  });

  it('do not matter where another condition is not met', () => {
    const gate = policyGate({
      mode: 'enforce',
      guardFailureMode: 'throw',
      policies: [policy({ ...about, resourceId: 'umbrella/*' })],
    });
    expect(gate.evaluate(aRequest({ args }))).toBeUndefined();
  });
});

describe('rates and budgets', () => {
  const clock = () => ({ ms: 0, now: () => 0 });

  it('match the calls beyond the limit, counting only what matches everything else', () => {
    const gate = policyGate({
      clock: clock(),
      policies: [policy({ tool: 'search', rate: { calls: 2, per: 'run' } })],
    });
    const search = (runId: string, dryRun = false) =>
      gate.evaluate(aRequest({ tool: { name: 'search' }, runId, dryRun })) !== undefined;
    gate.evaluate(aRequest());
    expect([search('a'), search('a', true), search('a'), search('a')]).toEqual([
      false,
      false,
      false,
      true,
    ]);
    expect(search('b')).toBe(false);
    gate.forgetRun('a');
    expect(search('a')).toBe(false);
  });

  it('match every call once the money is spent', () => {
    const gate = policyGate({
      clock: clock(),
      policies: [policy({ budget: { costUsd: 1, per: 'session' } })],
    });
    expect(gate.evaluate(aRequest())).toBeUndefined();
    gate.spend({ costUsd: 1, runIds: ['run_1'], sessionId: 'ses_1' });
    expect(gate.evaluate(aRequest())).toBeDefined();
    expect(gate.evaluate(aRequest({ sessionId: 'ses_2' }))).toBeUndefined();
  });

  it('stay counted when the policies are replaced', () => {
    const limited = policy({ rate: { calls: 1, per: 'hour' } });
    const gate = policyGate({ clock: clock(), policies: [limited] });
    expect(gate.evaluate(aRequest())).toBeUndefined();
    gate.update({
      version: '2',
      policies: [limited, { ...limited, key: 'other', match: { tool: 'x' } }],
    });
    expect(gate.evaluate(aRequest())).toMatchObject({ policyVersion: '2' });
  });
});

describe('replacing the policies', () => {
  it('takes effect at once and is named in every decision', () => {
    const gate = policyGate({ policies: { version: 'v1', policies: [policy({})] } });
    expect(gate.version).toBe('v1');
    expect(gate.evaluate(aRequest())).toMatchObject({ policyVersion: 'v1' });
    gate.update({ version: 'v2', policies: [] });
    expect([gate.version, gate.active]).toEqual(['v2', false]);
    expect(gate.evaluate(aRequest())).toBeUndefined();
    gate.update([policy({})]);
    expect([gate.version, gate.active]).toEqual(['inline', true]);
  });

  it('leaves the old ones in force when the new ones are wrong', () => {
    const gate = policyGate({ policies: { version: 'v1', policies: [policy({})] } });
    const wrong = {
      version: 'v2',
      policies: [policy({}), { ...policy({}), key: 'q', effect: 'no' }],
    };
    expect(() => gate.update(wrong as never)).toThrow(ConfigError);
    expect(gate.evaluate(aRequest())).toMatchObject({ policyVersion: 'v1' });
  });

  it('does not follow later changes of what it was given', () => {
    const policies = [policy({})];
    const gate = policyGate({ mode: 'enforce', policies });
    Object.assign(policies.pop()!, { effect: 'allow' });
    expect(gate.evaluate(aRequest())).toMatchObject({ effectiveDecision: 'block' });
  });

  it('has nothing to say before there are any', () => {
    expect(policyGate().active).toBe(false);
    expect(policyGate().evaluate(aRequest())).toBeUndefined();
  });
});

it('decides what testing every policy one by one would decide, however many there are', () => {
  const word = fc.constantFrom('a', 'b', 'ab', 'c');
  const pattern = fc.oneof(
    word,
    fc.constantFrom('*', 'a*', '*b'),
    fc.array(word, { minLength: 1, maxLength: 2 }),
  );
  const optional = <T>(arbitrary: fc.Arbitrary<T>) =>
    fc.option(arbitrary, { nil: undefined, freq: 2 });
  const policies = fc.array(
    fc.record({
      effect: fc.constantFrom('allow', 'warn', 'block', 'require_approval'),
      priority: fc.constantFrom(0, 0, 1),
      match: fc.record({
        tool: optional(pattern),
        action: optional(pattern),
        resource: optional(pattern),
        provider: optional(pattern),
        environment: optional(pattern),
      }),
    }),
    { maxLength: 90 },
  );
  const requests = fc.record({
    tool: optional(fc.record({ name: word, provider: word })),
    action: fc.record({ type: word }),
    resource: optional(fc.record({ type: word, provider: word })),
    environment: optional(word),
  });
  const accepts = (patterns: string | string[] | undefined, ...facts: (string | undefined)[]) =>
    patterns === undefined ||
    [patterns]
      .flat()
      .some((each) =>
        facts.some(
          (fact) => fact !== undefined && new RegExp(`^${each.replace('*', '.*')}$`).test(fact),
        ),
      );
  const strict = ['allow', 'warn', 'require_approval', 'block'];

  fc.assert(
    fc.property(policies, requests, (drafts, facts) => {
      const list = drafts.map((draft, i) => ({ key: `p${i}`, ...draft })) as Policy[];
      const request = { kind: 'tool', agentKey: 'x', args: [], ...facts } as GateRequest;
      const expected = drafts
        .map((draft, i) => ({ key: `p${i}`, ...draft }))
        .filter(
          ({ match }) =>
            accepts(match.tool, facts.tool?.name) &&
            accepts(match.action, facts.action.type) &&
            accepts(match.resource, facts.resource?.type) &&
            accepts(match.provider, facts.tool?.provider, facts.resource?.provider) &&
            accepts(match.environment, facts.environment),
        )
        .toSorted(
          (one, other) =>
            other.priority - one.priority ||
            strict.indexOf(other.effect) - strict.indexOf(one.effect),
        )
        .map(({ key, effect }) => ({ key, effect }));
      const decision = policyGate({ mode: 'enforce', policies: list }).evaluate(request);
      expect(decision?.matchedGuardrails ?? []).toEqual(expected);
      expect(decision?.effectiveDecision).toBe(expected[0]?.effect);
    }),
    { numRuns: 500 },
  );
});
