import { expect, it, vi } from 'vitest';
import { ConfigError, GuardBlockedError, HeddleError, messageOf } from '../src/errors.ts';

const blocked = () =>
  new GuardBlockedError('No.', {
    code: 'guard_blocked',
    refusal: 'policy',
    action: { type: 'merge' },
  });

it('are recognised by their kind, and by the kinds they are of', () => {
  const error = blocked();
  expect(HeddleError.isInstance(error)).toBe(true);
  expect(GuardBlockedError.isInstance(error)).toBe(true);
  expect(ConfigError.isInstance(error)).toBe(false);
  expect(ConfigError.isInstance(new ConfigError('mode', 'no.'))).toBe(true);
  for (const other of [new Error('No.'), {}, null, undefined, 'HeddleError', 1]) {
    expect(HeddleError.isInstance(other)).toBe(false);
  }
});

it('are recognised by another copy of this package', async () => {
  vi.resetModules();
  const copy = await import('../src/errors.ts');
  expect(copy.GuardBlockedError).not.toBe(GuardBlockedError);
  expect(copy.GuardBlockedError.isInstance(blocked())).toBe(true);
  expect(blocked()).not.toBeInstanceOf(copy.GuardBlockedError);
});

it('carry a cause when there is one, and only then', () => {
  const cause = new Error('why');
  expect(new HeddleError('No.', { code: 'x', cause }).cause).toBe(cause);
  expect(new HeddleError('No.', { code: 'x', cause: undefined })).toHaveProperty(
    'cause',
    undefined,
  );
  expect(new HeddleError('No.', { code: 'x' })).not.toHaveProperty('cause');
});

it('name the wrong field of a configuration, in the message and beside it', () => {
  const error = new ConfigError('policies[0].effect', 'expected one of allow, found "deny".');
  expect(error.field).toBe('policies[0].effect');
  expect(String(error)).toBe(
    'ConfigError: policies[0].effect: expected one of allow, found "deny".',
  );
});

it('print without their brand', () => {
  expect(Object.keys(new ConfigError('a', 'b')).toSorted()).toEqual(['code', 'field', 'name']);
  expect(Object.getOwnPropertySymbols({ ...blocked() })).toEqual([]);
});

it('tell the message of anything thrown', () => {
  const hostile = {
    toString() {
      throw new Error('no');
    },
  };
  expect([new Error('a'), 'b', 7, undefined].map(messageOf)).toEqual(['a', 'b', '7', 'undefined']);
  expect(messageOf(hostile)).toBe('an error that cannot be read');
});
