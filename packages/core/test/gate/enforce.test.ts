import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/errors.ts';
import { enforce, enforceFailure } from '../../src/gate/enforce.ts';
import { resolveGuardFailureMode, resolveMode } from '../../src/gate/mode.ts';

const enforcing = { mode: 'enforce', guardFailureMode: 'fail_closed' } as const;
const block = { action: 'block', refusal: 'policy' };
const failed = { action: 'block', refusal: 'guard_failed' };

describe('a decision of a gate', () => {
  it.each([
    ['allow', 'proceed', { action: 'proceed' }],
    ['warn', 'warn', { action: 'proceed' }],
    ['block', 'block', block],
    ['require_approval', 'wait_for_approval', { action: 'wait' }],
    ['allow', undefined, { action: 'proceed' }],
    ['block', undefined, block],
    ['require_approval', undefined, { action: 'wait' }],
    ['allow', 'block', block],
    ['block', 'proceed', block],
    ['require_approval', 'proceed', { action: 'wait' }],
    ['warn', 'wait_for_approval', { action: 'wait' }],
    ['quarantine', 'proceed', failed],
    ['allow', 'quarantine', failed],
    ['quarantine', 'block', block],
    ['quarantine', 'wait_for_approval', { action: 'wait' }],
    ['block', 'quarantine', block],
    [undefined, 'proceed', failed],
    [['allow'], 'proceed', failed],
  ])('with the effect %s and the action %s', (effectiveDecision, enforcementAction, expected) => {
    const decision = { effectiveDecision, enforcementAction };
    expect(enforce(decision, enforcing)).toEqual(expected);
    expect(enforce(decision, { ...enforcing, mode: 'monitor' })).toEqual({ action: 'proceed' });
  });

  it.each([null, false, true, 0, '', 'allow', {}, [], () => {}])('%j is none', (answer) => {
    expect(enforce(answer, enforcing)).toEqual(failed);
  });

  it('that cannot be read is none', () => {
    const trap = () => {
      throw new Error('no');
    };
    expect(enforce(new Proxy({}, { get: trap }), enforcing)).toEqual(failed);
  });

  it('may be absent: then nobody objects', () => {
    expect(enforce(undefined, enforcing)).toEqual({ action: 'proceed' });
  });
});

it.each([
  ['enforce', 'fail_open', { action: 'proceed' }],
  ['enforce', 'fail_closed', failed],
  ['enforce', 'throw', failed],
  ['monitor', 'fail_open', { action: 'proceed' }],
  ['monitor', 'fail_closed', { action: 'proceed' }],
  ['monitor', 'throw', { action: 'proceed' }],
] as const)('a failure in %s and %s', (mode, guardFailureMode, expected) => {
  expect(enforceFailure({ mode, guardFailureMode })).toEqual(expected);
});

describe('the mode', () => {
  it('is monitor unless it is said to be enforce, in the seeds’ words guard', () => {
    expect([undefined, 'monitor', 'enforce', 'guard'].map((value) => resolveMode(value))).toEqual([
      'monitor',
      'monitor',
      'enforce',
      'enforce',
    ]);
  });

  it.each(['Enforce', 'enforced', '', null, true, 1])('is not %j', (value) => {
    expect(() => resolveMode(value)).toThrow(ConfigError);
    expect(() => resolveMode(value)).toThrow('mode: expected one of monitor, enforce, found ');
  });

  it('of failures is fail_open unless said otherwise', () => {
    expect(
      [undefined, 'fail_open', 'fail_closed', 'throw'].map((value) =>
        resolveGuardFailureMode(value),
      ),
    ).toEqual(['fail_open', 'fail_open', 'fail_closed', 'throw']);
    expect(() => resolveGuardFailureMode('closed')).toThrow('guardFailureMode: expected ');
  });
});
