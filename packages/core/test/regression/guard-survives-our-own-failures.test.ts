import { describe, expect, it } from 'vitest';
import { createHeddle, GuardBlockedError, noop, policies } from '../../src/index.ts';
import type { GuardFailureMode, GuardMode, Heddle } from '../../src/index.ts';

function guarded(mode: GuardMode, guardFailureMode: GuardFailureMode): Heddle {
  const gate = policies([{ key: 'no', effect: 'block', match: { tool: 'danger' } }]);
  return createHeddle({ mode, guardFailureMode, gate, transport: noop(), agent: { key: 'a' } });
}

function outcome(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    if (!GuardBlockedError.isInstance(error)) throw error;
    return error.refusal;
  }
}

const broken = (): never => {
  throw new Error('our own failure');
};

describe('a guarded call', () => {
  it('is still refused when recording fails so often that Heddle stands aside', () => {
    const heddle = guarded('enforce', 'fail_closed');
    const danger = heddle.withTool('danger', () => 'ran');
    heddle.run('r', () => {
      for (let i = 0; i < 200; i++) heddle.instrument.guard(broken);
      expect(heddle.instrument.diagnostics.standingAside).toBe(true);
      expect(outcome(danger)).toBe('policy');
      expect(outcome(heddle.withStep('not guarded', () => 'ran'))).toBe('ran');
    });
    expect(outcome(danger)).toBe('policy');
  });

  it.each([
    ['enforce', 'fail_closed', 'guard_failed'],
    ['enforce', 'throw', 'guard_failed'],
    ['enforce', 'fail_open', 'ran'],
    ['monitor', 'fail_closed', 'ran'],
  ] as const)('that cannot even begin, in %s and %s: %s', async (mode, failureMode, expected) => {
    const heddle = guarded(mode, failureMode);
    const capture = (value: unknown): unknown => (value === 'x' ? broken() : value);
    Object.defineProperty(heddle.instrument, 'capture', { value: capture });
    const call = heddle.withTool('harmless', (given: string) => given && 'ran');
    expect(outcome(() => call('x'))).toBe(expected);
    expect(heddle.run('r', () => outcome(() => call('x')))).toBe(expected);

    const later = heddle.withTool('harmless', async (given: string) => given && 'ran');
    const settled = await later('x').catch((error: GuardBlockedError) => error.refusal);
    expect(settled).toBe(expected);
  });

  it.each([
    ['enforce', 'fail_closed', 'guard_failed', 'guard_failed'],
    ['enforce', 'throw', 'guard_failed', 'guard_failed'],
    ['enforce', 'fail_open', 'policy', 'ran'],
    ['monitor', 'fail_closed', 'ran', 'ran'],
  ] as const)(
    'whose description throws, in %s and %s: %s where its name is blocked, else %s',
    (mode, failureMode, blocked, harmless) => {
      const heddle = guarded(mode, failureMode);
      const resource = (): string => broken();
      const call = (name: string) => heddle.withTool({ name, resource }, () => 'ran');
      expect(outcome(call('danger'))).toBe(blocked);
      expect(outcome(call('harmless'))).toBe(harmless);
    },
  );
});
