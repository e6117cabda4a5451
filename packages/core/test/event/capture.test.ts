import { afterEach, describe, expect, it } from 'vitest';
import { runInNewContext } from 'node:vm';
import type { Json } from '@heddle/events';
import { opaque } from '../../src/event/capture-opaque.ts';
import { captureSummary } from '../../src/event/capture-summary.ts';
import { createCapture } from '../../src/event/capture.ts';
import { HOSTILE } from './hostile-values.ts';

const capture = createCapture();

/** As a receiver sees it. */
const seen = (value: unknown, by = capture): Json => JSON.parse(JSON.stringify(by(value))) as Json;

describe('capture', () => {
  it('gives back primitives and strings themselves', () => {
    for (const value of ['hello', '', 0, 1.5, -3, true, false, null])
      expect(capture(value)).toBe(value);
  });

  it('copies plain data, and does not hold on to it', () => {
    const given: { a: { b: unknown[] } } = { a: { b: [1, { c: 'x' }] } };
    const copy = capture(given);
    expect(copy).toEqual(given);
    given.a.b[1] = 'changed';
    (given.a as { later?: number }).later = 1;
    expect(copy).toEqual({ a: { b: [1, { c: 'x' }] } });
  });

  it.each<[string, unknown, Json]>([
    ['undefined', undefined, '[undefined]'],
    ['NaN', Number.NaN, '[NaN]'],
    ['Infinity', Infinity, '[Infinity]'],
    ['-Infinity', -Infinity, '[-Infinity]'],
    ['-0', -0, '[-0]'],
    ['an integer past the safe ones', 2 ** 53 + 2, 2 ** 53 + 2],
    ['a BigInt', 12n, '[bigint 12]'],
    ['a negative BigInt', -12n, '[bigint -12]'],
    ['a huge BigInt', 10n ** 5000n, '[bigint of about 16612 bits]'],
    ['a symbol', Symbol('s'), '[Symbol(s)]'],
    ['a function', function search() {}, '[function search]'],
    ['a function without a name', (() => () => {})(), '[function anonymous]'],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['an invalid date', new Date(Number.NaN), '[invalid Date]'],
    ['a regular expression', /a+/gi, '[regexp /a+/gi]'],
    ['a URL', new URL('https://example.com/a?b=1'), 'https://example.com/a?b=1'],
    ['search parameters', new URLSearchParams('a=1&b=2'), 'a=1&b=2'],
    ['a promise', Promise.resolve(1), '[Promise]'],
    ['a WeakMap', new WeakMap(), '[WeakMap]'],
    ['a set', new Set([1, 'x']), { '[Set]': [1, 'x'] }],
    ['a map of names', new Map([['a', 1]]), { '[Map]': { a: 1 } }],
    [
      'a map of anything',
      new Map<unknown, unknown>([
        [1, 'x'],
        ['a', 2],
      ]),
      {
        '[Map]': [
          [1, 'x'],
          ['a', 2],
        ],
      },
    ],
    ['headers', new Headers({ Accept: 'text/html' }), { accept: 'text/html' }],
    ['a blob', new Blob(['abc'], { type: 'text/plain' }), { media: 'text/plain', bytes: 3 }],
    ['a boxed number', Object(5), 5],
    ['a Proxy', new Proxy({ a: 1 }, {}), '[Proxy]'],
    ['a Proxy of a function', new Proxy(() => {}, {}), '[Proxy]'],
    ['an instance without data', new (class Client {})(), '[Client]'],
    [
      'an instance with data',
      new (class Point {
        x = 1;
      })(),
      { x: 1 },
    ],
    [
      'an object without prototype',
      Object.assign(Object.create(null) as object, { a: 1 }),
      { a: 1 },
    ],
    ['an undefined field', { a: undefined, b: 1 }, { b: 1 }],
    ['holes', Object.assign([1, undefined], { 3: 2 }), [1, '[undefined]', '[undefined]', 2]],
  ])('renders %s', (_, given, expected) => {
    expect(seen(given)).toEqual(expected);
    expect(seen({ nested: [given] })).toEqual({ nested: [expected] });
  });

  it('tells bytes by size and hash, and does not show them', () => {
    const bytes = Buffer.from('secret bytes');
    expect(seen(bytes)).toEqual({
      binary: 'Buffer',
      bytes: 12,
      sha256: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    expect(seen(new Uint8Array(bytes))).toEqual({
      ...(seen(bytes) as object),
      binary: 'Uint8Array',
    });
    expect(seen(bytes.buffer.slice(0, 4))).toMatchObject({ binary: 'ArrayBuffer', bytes: 4 });
    const large = new Uint8Array(10_000_000);
    const before = seen(large);
    expect(before).toMatchObject({ bytes: 10_000_000, sha256OfEnds: expect.any(String) });
    large[9_999_999] = 1;
    expect(seen(large)).not.toEqual(before);
  });

  it('costs a throwing getter its own field only', () => {
    expect(seen(HOSTILE['throwing getter']?.())).toEqual({
      before: 1,
      bad: '[unreadable]',
      after: 2,
    });
  });

  it('never runs accessors of prototypes, toJSON or traps', () => {
    let ran = 0;
    class Watched {
      own = 1;
      get computed(): number {
        return ++ran;
      }
      toJSON(): number {
        return ++ran;
      }
    }
    const trap = (): never => {
      ran++;
      throw new Error('a trap ran');
    };
    const handler = {
      get: trap,
      has: trap,
      ownKeys: trap,
      getPrototypeOf: trap,
      getOwnPropertyDescriptor: trap,
    };
    expect(seen([new Watched(), new Proxy({}, handler), { toJSON: () => ++ran }])).toEqual([
      { own: 1 },
      '[Proxy]',
      { toJSON: '[function toJSON]' },
    ]);
    expect(ran).toBe(0);
  });

  it('calls toJSON when asked to, and survives it', () => {
    class Money {
      toJSON(): unknown {
        return { amount: 5n };
      }
    }
    expect(seen(new Money(), createCapture({ toJSON: true }))).toEqual({ amount: '[bigint 5]' });
  });

  it('says where a circle closes, and copies what is shared', () => {
    const loop: Record<string, unknown> = { name: 'loop' };
    loop['items'] = [{ owner: loop }];
    expect(seen(loop)).toEqual({ name: 'loop', items: [{ owner: '[circular: $]' }] });
    const inner: Record<string, unknown> = {};
    inner['self'] = inner;
    expect(seen({ a: { b: inner } })).toEqual({ a: { b: { self: '[circular: $.a.b]' } } });
    const shared = { x: 1 };
    expect(seen([shared, shared])).toEqual([{ x: 1 }, { x: 1 }]);
  });

  it('keeps own keys that name prototypes, and pollutes nothing', () => {
    const copy = capture(
      JSON.parse('{"__proto__":{"polluted":{"a":1}},"constructor":{"prototype":{"b":2}}}'),
    );
    expect(JSON.stringify(copy)).toBe(
      '{"__proto__":{"polluted":{"a":1}},"constructor":{"prototype":{"b":2}}}',
    );
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    const wide = Object.fromEntries(
      Array.from({ length: 1500 }, (_, index) => [`k${index}`, index]),
    );
    const first = JSON.parse(
      `{"__proto__":{"polluted":true},${JSON.stringify(wide).slice(1)}`,
    ) as object;
    const cut = capture(first) as object;
    expect(Object.hasOwn(cut, '__proto__')).toBe(true);
    expect(Object.getPrototypeOf(cut)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('reads objects of another realm', () => {
    const foreign: unknown = runInNewContext(
      '({ list: [1], date: new Date(0), map: new Map([["a", 1]]), error: new TypeError("no") })',
    );
    expect(seen(foreign)).toMatchObject({
      list: [1],
      date: '1970-01-01T00:00:00.000Z',
      map: { '[Map]': { a: 1 } },
      error: { name: 'TypeError', message: 'no' },
    });
  });

  it('measures what it holds on to', () => {
    const meter = { size: 0 };
    capture('hello', meter);
    expect(meter.size).toBe(5);
    capture({ a: 'x'.repeat(5_000_000) }, meter);
    expect(meter.size).toBeGreaterThan(5_000_000);
  });
});

describe('the bounds of capture', () => {
  it('cut depth', () => {
    const small = createCapture({ depth: 2 });
    expect(seen({ a: { b: { c: 1 }, d: 2 } }, small)).toEqual({
      a: { b: '[truncated: deeper than 2]', d: 2 },
    });
    expect(JSON.stringify(seen(HOSTILE['100,000 deep']?.()))).toContain(
      '[truncated: deeper than 12]',
    );
  });

  it('cut items and keys, and say how many', () => {
    const small = createCapture({ items: 2 });
    expect(seen([1, 2, 3, 4], small)).toEqual([1, 2, '[truncated: 2 more]']);
    expect(seen({ a: 1, b: 2, c: 3 }, small)).toEqual({ a: 1, b: 2, '[truncated]': '1 more keys' });
    expect(seen(new Set([1, 2, 3]), small)).toEqual({ '[Set]': [1, 2, '[truncated: 1 more]'] });
    expect(
      seen(
        new Map([
          ['a', 1],
          ['b', 2],
          ['c', 3],
        ]),
        small,
      ),
    ).toEqual({
      '[Map]': [['a', 1], ['b', 2], '[truncated: 1 more]'],
    });
    expect(seen(HOSTILE['array of 10,000,000']?.())).toHaveLength(1001);
  });

  it('cut strings at a delimiter, and keep pairs of surrogates whole', () => {
    const small = createCapture({ stringLength: 20 });
    expect(seen('a short string and a very long tail', small)).toBe(
      'a short string and [truncated: 35 characters]',
    );
    expect(seen({ a: 'a short string and a very long tail' }, small)).toEqual({
      a: 'a short string and [truncated: 35 characters]',
    });
    const faces = ` ${'\u{1f600}'.repeat(5000)}`;
    for (let length = 4996; length < 5000; length++) {
      const cut = seen(faces, createCapture({ stringLength: length })) as string;
      expect(cut.replace(/\[truncated.*/, '')).not.toMatch(/\ufffd|[\ud800-\udbff]$/);
    }
  });

  it('cut nodes and the length of everything together', () => {
    const many = Array.from({ length: 900 }, () => Array.from({ length: 900 }, () => 1));
    expect(JSON.stringify(capture(many)).length).toBeLessThan(100_000);
    const texts = Array.from({ length: 900 }, () => `${'word '.repeat(20_000)}`);
    expect(JSON.stringify(capture(texts)).length).toBeLessThan(3_000_000);
    expect(JSON.stringify(capture(HOSTILE['graph of 2^40 paths']?.())).length).toBeLessThan(
      512 * 1024,
    );
  });

  it('cut keys', () => {
    const key = Object.keys(seen({ ['k'.repeat(100_000)]: 1 }) as object)[0] as string;
    expect(key.length).toBeLessThan(600);
    expect(key).toContain('[truncated: 100000 characters]');
  });
});

describe('media', () => {
  const bytes = Buffer.from(Array.from({ length: 3000 }, (_, index) => (index * 7919) % 256));
  const described = {
    media: 'image/png',
    bytes: 3000,
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  };

  it('in data URLs becomes its type, size and hash', () => {
    const url = `data:image/png;base64,${bytes.toString('base64')}`;
    expect(seen({ type: 'image_url', image_url: { url, detail: 'low' } })).toEqual({
      type: 'image_url',
      image_url: { url: described, detail: 'low' },
    });
    expect(seen(url)).toEqual(described);
  });

  it('in bare base64 takes its type from beside it', () => {
    const data = bytes.toString('base64');
    expect(seen({ input_audio: { data, format: 'wav' } })).toEqual({
      input_audio: { data: { ...described, media: 'wav' }, format: 'wav' },
    });
    expect(seen({ type: 'image', data, mimeType: 'image/png' })).toMatchObject({ data: described });
    expect(seen([bytes.toString('base64url')])).toEqual([
      { ...described, media: 'application/octet-stream' },
    ]);
  });

  it('is not seen in text, in rows of one letter or in hexadecimal', () => {
    for (const text of [
      'word '.repeat(500),
      'x'.repeat(4096),
      bytes.toString('hex'),
      'Ab1'.repeat(500) + ' end'.repeat(400),
    ]) {
      expect(seen(text)).toBe(text);
    }
  });
});

describe('opaque', () => {
  it('marks what is not looked into, and changes nothing about it', () => {
    const client = Object.freeze(
      new (class Client {
        key = 'secret';
      })(),
    );
    expect(opaque(client)).toBe(client);
    expect(seen({ client, other: 1 })).toEqual({ client: '[opaque Client]', other: 1 });
  });
});

describe('captureSummary', () => {
  it.each<[string, unknown, Json]>([
    ['text', 'hello', { type: 'string', size: 5 }],
    ['a number', 5, { type: 'number' }],
    ['nothing', null, { type: 'null' }],
    ['a list', [1, 2], { type: 'array', size: 2 }],
    [
      'an object',
      { query: 'secret', limit: 1 },
      { type: 'object', size: 2, keys: ['query', 'limit'] },
    ],
    ['bytes', Buffer.alloc(5), { type: 'Buffer', size: 5 }],
    ['a map', new Map([[1, 2]]), { type: 'Map', size: 1 }],
    [
      'an instance',
      new (class Point {
        x = 1;
      })(),
      { type: 'Point', size: 1, keys: ['x'] },
    ],
  ])('says what %s is, and not what it says', (_, given, expected) => {
    expect(captureSummary(given)).toEqual(expected);
  });

  it.each(Object.keys(HOSTILE))('survives: %s', (name) => {
    expect(() => JSON.stringify(captureSummary(HOSTILE[name]?.()))).not.toThrow();
  });
});

describe('a hostile value', () => {
  const poisoned = Object.prototype as { enumerable?: unknown };
  afterEach(() => {
    delete poisoned.enumerable;
  });

  it.each(Object.keys(HOSTILE))('keeps its siblings at every depth: %s', (name) => {
    const make = HOSTILE[name] as () => unknown;
    for (let depth = 0; depth < 5; depth++) {
      let value: unknown = { before: 1, bad: make(), after: 'x' };
      for (let level = 0; level < depth; level++) value = level % 2 ? { value } : [value];
      const text = JSON.stringify(capture(value));
      expect(text).toContain('"before":1');
      expect(text).toContain('"after":"x"');
    }
  });

  it('may be a prototype that the host has added to', () => {
    poisoned.enumerable = { object: true };
    expect(seen({ a: { b: 1 } })).toEqual({ a: { b: 1 } });
  });
});
