import { attempt, group, outcome, type BehaviourCase } from './behaviour-case.ts';

/** Plain functions: synchronous stays synchronous, and everything about the function is kept. */
export const functionCases: BehaviourCase[] = group('F', {
  'sync stays sync': (wrap) => attempt(() => wrap((a: number) => a + 1)(1)),

  'a sync throw stays a sync throw, with the same value': (wrap) => {
    const error = new Error('mine');
    const result = attempt(() =>
      wrap(() => {
        throw error;
      })(),
    ) as { threw: unknown };
    return { same: result.threw === error };
  },

  'throws undefined, strings, objects, frozen errors': (wrap) =>
    [undefined, null, 'text', 7, { code: 7 }, Object.freeze(new Error('ice')), Symbol.for('s')].map(
      (value) => {
        const result = attempt(() =>
          wrap(() => {
            throw value;
          })(),
        ) as { threw: unknown };
        return Object.is(result.threw, value);
      },
    ),

  'an error whose message getter throws comes through': (wrap) => {
    const hostile = new Error('x');
    Object.defineProperty(hostile, 'message', {
      get() {
        throw new Error('getter');
      },
    });
    Object.defineProperty(hostile, 'stack', {
      get() {
        throw new Error('getter');
      },
    });
    const result = attempt(() =>
      wrap(() => {
        throw hostile;
      })(),
    ) as { threw: unknown };
    return result.threw === hostile;
  },

  'DOMException and AbortError keep their identity': (wrap) => {
    const error = new DOMException('stop', 'AbortError');
    const result = attempt(() =>
      wrap(() => {
        throw error;
      })(),
    ) as { threw: unknown };
    return [result.threw === error, (result.threw as DOMException).name];
  },

  'keeps this': (wrap) => {
    const object = {
      value: 42,
      read: wrap(function (this: { value: number }) {
        return this.value;
      }),
    };
    return [object.read(), object.read.call({ value: 7 }), object.read.apply({ value: 8 })];
  },

  'undefined this stays undefined': (wrap) => {
    const fn = wrap(function (this: unknown) {
      'use strict';
      return this;
    });
    return fn() === undefined;
  },

  'keeps name and length': (wrap) => {
    function threeArguments(_a: unknown, _b: unknown, _c: unknown): void {}
    const wrapped = wrap(threeArguments);
    return [wrapped.name, wrapped.length];
  },

  'keeps own properties, and writes reach the function': (wrap) => {
    const fn = Object.assign(() => 1, { version: '1', nested: { deep: true } });
    const wrapped = wrap(fn);
    wrapped.version = '2';
    return [wrapped.version, wrapped.nested.deep, fn.version, Object.keys(wrapped)];
  },

  'toString is the function’s own or native code, and typeof is function': (wrap) => [
    typeof wrap(() => 1),
  ],

  'argument identity: objects, promises, functions': (wrap) => {
    const object = {};
    const promise = Promise.resolve();
    const fn = (): void => {};
    const seen: unknown[] = [];
    wrap((...args: unknown[]) => void seen.push(...args))(object, promise, fn);
    return [seen[0] === object, seen[1] === promise, seen[2] === fn];
  },

  'argument count, holes and defaults': (wrap) => {
    const fn = wrap(function (this: unknown, a = 'default', ..._rest: unknown[]) {
      return [a, arguments.length];
    });
    return [fn(), fn(undefined), fn(null as never), fn('x', 1, 2)];
  },

  'result identity: objects, arrays, functions, frozen': (wrap) =>
    [
      {},
      [],
      () => 1,
      Object.freeze({ a: 1 }),
      new Map(),
      Symbol.iterator,
      null,
      undefined,
      Number.NaN,
    ].map((value) => Object.is(wrap(() => value)(), value)),

  'results that are iterable but not iterators are left alone': (wrap) =>
    [[1], new Map([[1, 2]]), new Set([1]), 'text', new Uint8Array(2)].map((value) => {
      const result = wrap(() => value)() as object;
      return [
        result === (value as never),
        typeof result === 'object' && Object.getOwnPropertyNames(result),
      ];
    }),

  'a Proxy result comes back untouched, its traps silent': (wrap) => {
    const traps: string[] = [];
    const watch = (name: string) => (): never => {
      traps.push(name);
      throw new Error('trap');
    };
    const proxy = new Proxy(
      {},
      {
        get: watch('get'),
        has: watch('has'),
        getPrototypeOf: watch('getPrototypeOf'),
        ownKeys: watch('ownKeys'),
        getOwnPropertyDescriptor: watch('gopd'),
      },
    );
    const result = wrap(() => proxy)();
    return [result === proxy, traps.length];
  },

  'a revoked Proxy result comes back untouched': (wrap) => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return wrap(() => proxy)() === proxy;
  },

  'a hostile Proxy argument passes, its traps silent': (wrap) => {
    let traps = 0;
    const hostile = new Proxy(
      {},
      new Proxy(
        {},
        {
          get() {
            traps++;
            throw new Error('trap');
          },
        },
      ),
    );
    const same = wrap((value: object) => value === hostile)(hostile);
    return [same, traps];
  },

  'circular, BigInt and throwing-getter arguments pass': (wrap) => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    const getter = {
      get boom(): never {
        throw new Error('getter');
      },
    };
    const fn = wrap((...args: unknown[]) => args.length);
    return [
      fn(circular),
      fn(10n),
      fn(getter),
      fn({
        toJSON: () => {
          throw new Error('json');
        },
      }),
    ];
  },

  'recursion is as deep, within three frames per level': (wrap) => {
    const wrapped: (n: number) => number = wrap((n: number): number =>
      n === 0 ? 0 : 1 + wrapped(n - 1),
    );
    return wrapped(1000);
  },

  're-entrancy: a function that calls itself with other arguments': (wrap) => {
    const fibonacci: (n: number) => number = wrap((n: number) =>
      n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2),
    );
    return fibonacci(12);
  },

  'bound functions and arrows': (wrap) => {
    const bound = wrap(
      function (this: { v: number }, a: number) {
        return this.v + a;
      }.bind({ v: 1 }),
    );
    return [bound(2), bound.name, bound.length];
  },

  'callbacks run as often, with the same arguments and this': (wrap) => {
    const calls: unknown[] = [];
    wrap((callback: (...args: unknown[]) => void) => {
      callback(1, 2);
      callback.call('self', 3);
    })(function (this: unknown, ...args: unknown[]) {
      calls.push([String(this), ...args]);
    });
    return calls;
  },

  'does not change the arguments it was given': (wrap) => {
    const argument = Object.freeze({ list: Object.freeze([1, 2]), text: 'x' });
    return [wrap((value: object) => Object.keys(value))(argument), argument.list.length];
  },

  'an unserialisable result does not fail the call': (wrap) => {
    const value = { fn() {}, big: 1n, self: undefined as unknown };
    value.self = value;
    return wrap(() => value)() === value;
  },

  'extracted and re-attached methods behave': (wrap) => {
    class Counter {
      count = 0;
      add = wrap((n: number) => (this.count += n));
    }
    const { add } = new Counter();
    return [add(2), add(3)];
  },

  'a thenable argument is not touched': async (wrap) => {
    let thens = 0;
    const thenable = {
      then(resolve: (value: number) => void) {
        thens++;
        resolve(1);
      },
    };
    wrap((value: unknown) => typeof value)(thenable);
    await Promise.resolve();
    return thens;
  },

  'an async iterator argument is stepped by the function alone': async (wrap) => {
    const log: string[] = [];
    const iterator = {
      [Symbol.asyncIterator]: () => ({
        async next() {
          log.push('next');
          return { done: false, value: 1 };
        },
        async return() {
          log.push('return');
          return { done: true, value: undefined };
        },
      }),
    };
    await outcome(
      wrap(async (items: AsyncIterable<number>) => {
        for await (const item of items) {
          log.push(`item ${item}`);
          break;
        }
      })(iterator as unknown as AsyncIterable<number>),
    );
    return log;
  },
});
