import { AsyncLocalStorage } from 'node:async_hooks';
import { attempt, group, outcome, type BehaviourCase } from './behaviour-case.ts';

class Lazy extends Promise<string> {
  #started = 0;
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }
  static make(): Lazy {
    return new Lazy(() => {});
  }
  get started(): number {
    return this.#started;
  }
  // oxlint-disable-next-line no-thenable
  override then<A = string, B = never>(
    onFulfilled?: ((value: string) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#started++;
    return Promise.resolve('parsed').then(onFulfilled, onRejected);
  }
  withResponse(): Promise<{ data: string; started: number }> {
    return Promise.resolve({ data: 'raw', started: this.#started });
  }
}

/** Promises and thenables: the same values, the same laziness, the same unhandled rejections. */
export const promiseCases: BehaviourCase[] = group('P', {
  'fulfils with the same value': async (wrap) => {
    const value = {};
    return (await wrap(async () => value)()) === value;
  },

  'rejects with the same error, at the same time for everyone': async (wrap) => {
    const error = new Error('mine');
    const result = (await outcome(
      wrap(async () => {
        throw error;
      })(),
    )) as { rejected: unknown };
    return result.rejected === error;
  },

  'rejects with undefined, strings and objects unchanged': async (wrap) => {
    const results: boolean[] = [];
    for (const value of [undefined, 'text', { code: 7 }, null]) {
      const result = (await outcome(wrap(() => Promise.reject(value))())) as { rejected: unknown };
      results.push('rejected' in result && Object.is(result.rejected, value));
    }
    return results;
  },

  'is a native promise': (wrap) => {
    const promise = wrap(async () => 1)();
    return [
      promise instanceof Promise,
      Object.prototype.toString.call(promise),
      promise.constructor === Promise,
    ];
  },

  'the same promise is handed out again as the same promise': async (wrap) => {
    const cached = Promise.resolve(1);
    const fn = wrap(() => cached);
    const first = fn();
    const second = fn();
    await first;
    return [first === second, first === fn()];
  },

  'a promise subclass keeps its class, methods and private fields': async (wrap) => {
    const result = wrap(() => Lazy.make())();
    return [result instanceof Lazy, await result.withResponse(), await result, result.started];
  },

  'a lazy thenable is started exactly as often as the host asks': async (wrap) => {
    let thens = 0;
    const thenable = {
      then(resolve: (value: string) => void) {
        thens++;
        resolve('done');
      },
    };
    const result = wrap(() => thenable)();
    const untouched = thens;
    await result;
    await result;
    return [result === thenable, untouched, thens];
  },

  'a thenable nobody awaits is never started': async (wrap) => {
    let thens = 0;
    wrap(() => ({
      then() {
        thens++;
      },
    }))();
    await new Promise((resolve) => setTimeout(resolve, 5));
    return thens;
  },

  'a builder stays chainable and thenable': async (wrap) => {
    class Query {
      readonly parts: string[] = [];
      where(part: string): this {
        this.parts.push(part);
        return this;
      }
      // oxlint-disable-next-line no-thenable
      then<A>(onFulfilled: (value: string) => A): Promise<A> {
        return Promise.resolve(this.parts.join(' ')).then(onFulfilled);
      }
    }
    const query = wrap(() => new Query())();
    return [query instanceof Query, await query.where('a').where('b'), Object.keys(query)];
  },

  'a then that throws is the host’s to see': async (wrap) => {
    const error = new Error('then');
    const result = wrap(() => ({
      then() {
        throw error;
      },
    }))();
    return ((await outcome(result)) as { rejected: unknown }).rejected === error;
  },

  'an object whose then getter has side effects is not asked by us': (wrap) => {
    let reads = 0;
    const value = Object.defineProperty({}, 'then', {
      get() {
        reads++;
        return undefined;
      },
    });
    const same = wrap(() => value)() === value;
    return [same, reads];
  },

  'an object whose then getter throws comes back': (wrap) => {
    const value = Object.defineProperty({}, 'then', {
      get() {
        throw new Error('getter');
      },
    });
    return attempt(() => wrap(() => value)() === value);
  },

  'a frozen thenable comes back': async (wrap) => {
    const thenable = Object.freeze({ then: (resolve: (value: number) => void) => resolve(3) });
    const result = wrap(() => thenable)();
    return [result === thenable, await result];
  },

  'catch and finally on the result': async (wrap) => {
    const log: string[] = [];
    const fails = wrap(async () => {
      throw new Error('x');
    });
    await fails()
      .catch((error: Error) => void log.push(`catch ${error.message}`))
      .finally(() => void log.push('finally'));
    await wrap(async () => 1)().finally(() => void log.push('finally 2'));
    return log;
  },

  'at most one microtask later': async (wrap) => {
    const ticks = async (promise: Promise<unknown>): Promise<number> => {
      let count = 0;
      let done = false;
      void promise.then(() => (done = true));
      while (!done && count < 20) {
        await undefined;
        count++;
      }
      return count;
    };
    const bare = await ticks((async () => 1)());
    const wrapped = await ticks(wrap(async () => 1)());
    return wrapped - bare <= 1;
  },

  'the host’s AsyncLocalStorage is the same inside and after': async (wrap) => {
    const storage = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];
    await storage.run('outer', async () => {
      await wrap(async () => {
        seen.push(storage.getStore());
        await new Promise((resolve) => setTimeout(resolve, 1));
        seen.push(storage.getStore());
      })();
      seen.push(storage.getStore());
    });
    seen.push(storage.getStore());
    return seen;
  },

  'enterWith inside a sync call lasts as long as it did': (wrap) => {
    const storage = new AsyncLocalStorage<string>();
    return storage.run('outer', () => {
      wrap(() => storage.getStore())();
      return storage.getStore();
    });
  },

  'an abort reason comes through as it is': async (wrap) => {
    const controller = new AbortController();
    const reason = { why: 'enough' };
    const pending = wrap(
      (signal: AbortSignal) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason as Error)),
        ),
    )(controller.signal);
    controller.abort(reason);
    return ((await outcome(pending)) as { rejected: unknown }).rejected === reason;
  },

  'results resolve concurrently, in the order they settle': async (wrap) => {
    const order: number[] = [];
    const sleep = wrap(async (ms: number) => {
      await new Promise((resolve) => setTimeout(resolve, ms));
      order.push(ms);
      return ms;
    });
    const results = await Promise.all([sleep(12), sleep(1), sleep(6)]);
    return [results, order];
  },

  'Promise.race, any and allSettled see the same': async (wrap) => {
    const fast = wrap(async () => 'fast');
    const fails = wrap(async () => {
      throw new Error('no');
    });
    return [
      await Promise.race([fast(), new Promise(() => {})]),
      await Promise.any([fails(), fast()]),
      (await Promise.allSettled([fails(), fast()])).map(({ status }) => status),
    ];
  },
});
