import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/errors.ts';
import { compilePredicate } from '../../src/gate/argument-predicate.ts';
import type { ArgumentPredicate } from '../../src/gate/policy.ts';

const ask = (predicate: ArgumentPredicate, ...args: unknown[]) =>
  compilePredicate(predicate, 'match.arguments[0]')(args);

const order = {
  branch: 'main',
  amount: 5_000,
  force: true,
  nothing: null,
  labels: ['prod', 'urgent'],
  items: [
    { id: 'a', path: '/tmp/x' },
    { id: 'b', path: '/etc/passwd' },
  ],
  deep: { er: { est: 'rm -rf /' } },
};

describe('a path', () => {
  it.each<[string, unknown]>([
    ['branch', 'main'],
    ['[0].branch', 'main'],
    ['[1]', 'second'],
    ['items[1].id', 'b'],
    ['items.1.id', 'b'],
    ['items[*].id', 'b'],
    ['items.*.id', 'a'],
    ['labels[*]', 'urgent'],
    ['deep.*.est', 'rm -rf /'],
    ['deep.**', 'rm -rf /'],
    ['**', '/etc/passwd'],
    ['**', 'second'],
    ['branch.length', '4'],
    ['items.length', '2'],
  ])('%s finds %s', (path, value) => {
    expect(ask({ path, op: 'equals', value: String(value) }, order, 'second')).toBe(true);
    expect(ask({ path, op: 'equals', value: 'something else' }, order, 'second')).toBe(false);
  });

  it('looks into maps and sets, and takes bytes for no text', () => {
    const args = [new Map([['a', new Set(['secret'])]]), Buffer.from('secret too')];
    expect(ask({ path: '**', op: 'equals', value: 'secret' }, ...args)).toBe(true);
    expect(ask({ path: '[1].**', op: 'exists' }, ...args)).toBe(false);
  });

  it('finds only what was put there, not what every object has', () => {
    expect(ask({ path: 'constructor', op: 'exists' }, {})).toBe(false);
    expect(ask({ path: '__proto__', op: 'exists' }, {})).toBe(false);
    expect(ask({ path: 'constructor', op: 'exists' }, JSON.parse('{"constructor":1}'))).toBe(true);
    expect(ask({ path: 'hostname', op: 'equals', value: 'a.test' }, new URL('http://a.test'))).toBe(
      true,
    );
  });

  it.each(['', '.', 'a.', '.a', 'a..b', 'a[', 'a]', '[x]', 'a[-1]', '**.a', 'a.**.b', 'a[1'])(
    'refuses %j',
    (path) => {
      expect(() => ask({ path, op: 'exists' }, {})).toThrow(ConfigError);
      expect(() => ask({ path, op: 'exists' }, {})).toThrow('match.arguments[0].path: ');
    },
  );
});

describe('an operator', () => {
  it.each<[ArgumentPredicate, boolean | undefined]>([
    [{ path: 'branch', op: 'equals', value: 'main' }, true],
    [{ path: 'branch', op: 'equals', value: 'MAIN' }, false],
    [{ path: 'branch', op: 'equals', value: 'MAIN', ignoreCase: true }, true],
    [{ path: 'amount', op: 'equals', value: 5000 }, true],
    [{ path: 'amount', op: 'equals', value: '5000' }, true],
    [{ path: 'force', op: 'equals', value: true }, true],
    [{ path: 'deep', op: 'equals', value: 'x' }, undefined],
    [{ path: 'gone', op: 'equals', value: 'x' }, false],
    [{ path: 'branch', op: 'not_equals', value: 'main' }, false],
    [{ path: 'branch', op: 'not_equals', value: 'dev' }, true],
    [{ path: 'gone', op: 'not_equals', value: 'dev' }, true],
    [{ path: 'items[*].id', op: 'not_equals', value: 'a' }, false],
    [{ path: 'branch', op: 'in', value: ['dev', 'main'] }, true],
    [{ path: 'branch', op: 'in', value: ['dev'] }, false],
    [{ path: 'branch', op: 'contains', value: 'ai' }, true],
    [{ path: 'labels', op: 'contains', value: 'prod' }, true],
    [{ path: 'labels', op: 'contains', value: 'pro' }, false],
    [{ path: 'items', op: 'contains', value: 'a' }, false],
    [{ path: 'items[*].path', op: 'starts_with', value: '/etc' }, true],
    [{ path: 'items[*].path', op: 'starts_with', value: '/usr' }, false],
    [{ path: 'branch', op: 'ends_with', value: 'N', ignoreCase: true }, true],
    [{ path: '**', op: 'matches', value: '\\brm\\s+-rf\\b' }, true],
    [{ path: 'branch', op: 'matches', value: '^m.*n$' }, true],
    [{ path: 'branch', op: 'matches', value: '^MAIN$', ignoreCase: true }, true],
    [{ path: 'amount', op: 'gt', value: 4999.5 }, true],
    [{ path: 'amount', op: 'gt', value: 5000 }, false],
    [{ path: 'amount', op: 'gte', value: 5000 }, true],
    [{ path: 'amount', op: 'lt', value: 5000 }, false],
    [{ path: 'amount', op: 'lte', value: 5000 }, true],
    [{ path: 'branch', op: 'gt', value: 1 }, undefined],
    [{ path: 'force', op: 'gt', value: 0 }, undefined],
    [{ path: 'branch', op: 'exists' }, true],
    [{ path: 'nothing', op: 'exists' }, false],
    [{ path: 'nothing', op: 'absent' }, true],
    [{ path: 'gone.far', op: 'absent' }, true],
    [{ path: 'branch', op: 'absent' }, false],
  ])('%j is %s', (predicate, expected) => {
    expect(ask(predicate, order)).toBe(expected);
  });

  it('takes a number that is written as text, or as a big integer, for a number', () => {
    expect(ask({ path: 'amount', op: 'gt', value: 1000 }, { amount: ' 5000 ' })).toBe(true);
    expect(ask({ path: 'amount', op: 'gt', value: 1000 }, { amount: 5000n })).toBe(true);
    expect(ask({ path: 'amount', op: 'gt', value: 1000 }, { amount: '' })).toBeUndefined();
    expect(ask({ path: 'amount', op: 'gt', value: 1000 }, { amount: NaN })).toBeUndefined();
  });
});

describe('arguments that cannot be read', () => {
  const mine = {
    get bad(): never {
      throw new Error('no');
    },
    good: 'x',
  };
  const trap = () => {
    throw new Error('no');
  };
  const proxy = new Proxy({}, { get: trap, has: trap, ownKeys: trap, getPrototypeOf: trap });
  const revoked = Proxy.revocable([], {});
  revoked.revoke();

  it('leave the question open instead of throwing', () => {
    expect(ask({ path: 'bad', op: 'equals', value: 'x' }, mine)).toBeUndefined();
    expect(ask({ path: 'bad', op: 'absent' }, mine)).toBeUndefined();
    expect(ask({ path: 'a', op: 'exists' }, proxy)).toBeUndefined();
    expect(ask({ path: '**', op: 'equals', value: 'y' }, proxy)).toBeUndefined();
    expect(
      ask({ path: 'list', op: 'contains', value: 'y' }, { list: revoked.proxy }),
    ).toBeUndefined();
  });

  it('cost only themselves: a match beside them is still a match', () => {
    expect(ask({ path: '**', op: 'equals', value: 'x' }, mine)).toBe(true);
    expect(ask({ path: '*', op: 'not_equals', value: 'x' }, mine)).toBe(false);
  });

  it('end at bounds, beyond which the question is open', () => {
    const wide = { list: Array.from({ length: 100_000 }, (_, i) => i) };
    expect(ask({ path: '**', op: 'equals', value: 'x' }, wide)).toBeUndefined();
    expect(ask({ path: 'list[*]', op: 'equals', value: 7 }, wide)).toBe(true);
    expect(ask({ path: '**', op: 'exists' }, { list: Array(1e9) })).toBeUndefined();

    let deep: unknown = 'x';
    for (let i = 0; i < 100_000; i++) deep = { deep };
    expect(ask({ path: '**', op: 'equals', value: 'x' }, deep)).toBeUndefined();
  });

  it('may be circular', () => {
    const ring: Record<string, unknown> = { name: 'x' };
    ring['self'] = ring;
    expect(ask({ path: '**', op: 'equals', value: 'y' }, ring)).toBe(false);
  });
});

it('never throws and never changes the arguments, whatever they are', () => {
  const paths = fc.constantFrom('a', 'a.b', '[*]', '**', 'a[*].b', '[1].length');
  const predicates = fc.oneof(
    fc.record({ path: paths, op: fc.constantFrom('exists' as const, 'absent' as const) }),
    fc.record({
      path: paths,
      op: fc.constantFrom('gt' as const, 'lte' as const),
      value: fc.double(),
    }),
    fc.record({
      path: paths,
      op: fc.constantFrom('equals', 'not_equals', 'contains', 'starts_with', 'matches'),
      value: fc.stringMatching(/^[a-c]{1,3}$/),
    }) as fc.Arbitrary<ArgumentPredicate>,
  );
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withNullPrototype: true,
    withSparseArray: true,
    withTypedArray: true,
    withObjectString: true,
    key: fc.constantFrom('a', 'b', '__proto__', 'length'),
  });
  fc.assert(
    fc.property(predicates, fc.array(anything, { maxLength: 3 }), (predicate, args) => {
      const before = fc.stringify(args);
      expect([true, false, undefined]).toContain(ask(predicate, ...args));
      expect(fc.stringify(args)).toBe(before);
    }),
    { numRuns: 2_000 },
  );
});
