import fc from 'fast-check';

/** Everything the threat model lists, one maker each: a fresh value per call. */
export const HOSTILE: Readonly<Record<string, () => unknown>> = {
  undefined: () => undefined,
  nan: () => Number.NaN,
  infinity: () => -Infinity,
  'negative zero': () => -0,
  'past safe integers': () => 2 ** 53 + 1,
  bigint: () => 12345678901234567890n,
  'huge bigint': () => 10n ** 5000n,
  symbol: () => Symbol('s'),
  function: () => function named() {},
  arrow: () => () => {},
  class: () => class Named {},
  'function with a throwing name': () =>
    Object.defineProperty(() => {}, 'name', {
      get() {
        throw new Error('no');
      },
    }),
  'invalid date': () => new Date(Number.NaN),
  'date that lies': () => Object.assign(new Date(0), { toISOString: () => 42, toJSON: () => 42 }),
  date: () => new Date(0),
  regexp: () => /a+/gi,
  'regexp that throws': () =>
    Object.defineProperty(/a/, 'source', {
      get() {
        throw new Error('no');
      },
    }),
  map: () =>
    new Map<unknown, unknown>([
      ['password', 'x'],
      [{}, []],
    ]),
  'map of names': () => new Map([['__proto__', 1]]),
  set: () => new Set([1, new Set(['x'])]),
  weakmap: () => new WeakMap(),
  weakset: () => new WeakSet(),
  weakref: () => new WeakRef({}),
  promise: () => Promise.resolve(1),
  'rejected promise': () => {
    const promise = Promise.reject(new Error('no'));
    promise.catch(() => {});
    return promise;
  },
  generator: () =>
    (function* forever() {
      for (;;) yield 1;
    })(),
  buffer: () => Buffer.from('secret bytes'),
  'typed array': () => new Float64Array([1, 2, 3]),
  'array buffer': () => new ArrayBuffer(8),
  'shared buffer': () => new SharedArrayBuffer(8),
  dataview: () => new DataView(new ArrayBuffer(4)),
  blob: () => new Blob(['abc'], { type: 'text/plain' }),
  headers: () => new Headers({ authorization: 'Bearer abcdef0123456789' }),
  url: () => new URL('https://user:pass-word-1@example.com/x?token=abcdef012345'),
  'url search': () => new URLSearchParams({ a: '1' }),
  response: () => new Response('body'),
  'abort signal': () => AbortSignal.abort('why'),
  circular: () => {
    const value: Record<string, unknown> = { name: 'loop' };
    value['self'] = { inner: [value] };
    return value;
  },
  'circular array': () => {
    const value: unknown[] = [];
    value.push(value, [value]);
    return value;
  },
  'shared object': () => {
    const shared = { x: 1 };
    return [shared, shared, { shared }];
  },
  'graph of 2^40 paths': () => {
    let node: unknown = 'leaf';
    for (let depth = 0; depth < 40; depth++) node = { left: node, right: node };
    return node;
  },
  '100,000 deep': () => {
    let node: unknown = null;
    for (let depth = 0; depth < 100_000; depth++) node = [node];
    return node;
  },
  'infinite proxy': () => infiniteProxy(),
  'throwing proxy': () =>
    new Proxy(
      {},
      new Proxy(
        {},
        {
          get() {
            throw new Error('a trap ran');
          },
        },
      ),
    ),
  'revoked proxy': () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  'revoked function proxy': () => {
    const { proxy, revoke } = Proxy.revocable(() => {}, {});
    revoke();
    return proxy;
  },
  'proxy as prototype': () => Object.assign(Object.create(infiniteProxy()) as object, { own: 1 }),
  'throwing getter': () => ({
    before: 1,
    get bad(): never {
      throw new Error('no');
    },
    after: 2,
  }),
  'getter without end': () => endlessGetter(),
  'null prototype': () => Object.assign(Object.create(null) as object, { a: 1 }),
  'own __proto__': () => JSON.parse('{"__proto__":{"polluted":true},"a":1}') as unknown,
  'constructor.prototype': () => ({ constructor: { prototype: { polluted: true } } }),
  'names of methods': () => ({ toString: 1, hasOwnProperty: null, valueOf: 'x', then: {} }),
  'throwing toJSON': () => ({
    a: 1,
    toJSON() {
      throw new Error('no');
    },
  }),
  'lying toJSON': () => ({ a: 1, toJSON: () => ({ toJSON: () => 1n }) }),
  'then that throws': () => ({
    get then(): never {
      throw new Error('no');
    },
  }),
  error: () => new TypeError('no', { cause: new Error('why') }),
  'error with a cycle': () => {
    const error = new Error('a');
    error.cause = new Error('b', { cause: error });
    return error;
  },
  'aggregate of 10,000': () =>
    new AggregateError(Array.from({ length: 10_000 }, () => new Error('one'))),
  'error with throwing fields': () =>
    // The stack first: redefining it later would read the message.
    Object.defineProperties(new Error('x'), {
      stack: { get: refuse },
      message: { get: refuse },
      cause: { get: refuse },
      name: { get: refuse },
    }),
  domexception: () => new DOMException('gone', 'AbortError'),
  frozen: () => Object.freeze({ a: Object.freeze([1]) }),
  'private fields': () => new Private(),
  accessors: () => new Accessors(),
  boxed: () => [Object('x'), Object(1), Object(true), Object(1n), Object(Symbol('b'))],
  arguments: () =>
    (function args(..._values: unknown[]) {
      return arguments;
    })(1, { a: 2 }),
  'sparse array': () => Object.assign(Array.from({ length: 3 }), { 1_000_000: 1 }),
  'array of 10,000,000': () => Object.assign([], { length: 10_000_000 }),
  'array subclass': () =>
    Object.assign(new (class Odd extends Array<unknown> {})(), { 0: 1, extra: 2 }),
  'symbol keys': () => ({ [Symbol('hidden')]: 'x', shown: 1 }),
  'lone surrogates': () => ({ '\ud800': '\udfff\ud83d', ok: '\u{1f600}' }),
  controls: () => '\0\u001b[31m\u202e\u2028\ufeff',
  'long string': () => 'word '.repeat(60_000),
  'long key': () => ({ ['k'.repeat(100_000)]: 1 }),
  rope: () => {
    let text = '';
    for (let index = 0; index < 5000; index++) text += `piece ${index} `;
    return text;
  },
  'data url': () => `data:image/png;base64,${Buffer.alloc(2000, 5).toString('base64')}`,
  'many keys': () =>
    Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`k${index}`, index])),
  'global object': () => globalThis,
  'module namespace': () => fc,
};

function refuse(): never {
  throw new Error('no');
}

class Private {
  readonly #hidden = 'secret';
  shown = 1;
  read(): string {
    return this.#hidden;
  }
}

class Accessors {
  own = 1;
  get computed(): never {
    throw new Error('an accessor ran');
  }
}

function infiniteProxy(): object {
  return new Proxy(
    {},
    {
      get: () => infiniteProxy(),
      has: () => true,
      getPrototypeOf: () => infiniteProxy(),
      ownKeys: () => ['a', 'b'],
      getOwnPropertyDescriptor: () => ({
        configurable: true,
        enumerable: true,
        value: infiniteProxy(),
      }),
    },
  );
}

function endlessGetter(): object {
  return {
    get next(): object {
      return endlessGetter();
    },
  };
}

/** Makes one value; the same value each time it is called with the same choices. */
type Make = () => unknown;

const leaf: fc.Arbitrary<Make> = fc.oneof(
  fc.constantFrom(...Object.values(HOSTILE)),
  fc
    .anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
    })
    .map((value) => () => value),
  fc.string({ unit: 'binary', maxLength: 40 }).map((value) => () => value),
);

/** A hostile value, alone or one to five levels inside of ordinary ones. */
export const hostileValue: fc.Arbitrary<Make> = fc.letrec<{ make: Make }>((tie) => ({
  make: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    leaf,
    fc.array(tie('make'), { maxLength: 4 }).map((makes) => () => makes.map((make) => make())),
    fc
      .array(fc.tuple(fc.string({ maxLength: 12 }), tie('make')), { maxLength: 4 })
      .map((fields) => () => Object.fromEntries(fields.map(([key, make]) => [key, make()]))),
    tie('make').map((make) => () => new Map([['inner', make()]])),
    tie('make').map((make) => () => new Error('outer', { cause: make() })),
  ),
})).make;
