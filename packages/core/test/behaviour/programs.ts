import fc from 'fast-check';
import type { AnyFunction } from '../../src/index.ts';

/** A host program: how a function behaves, and how it is used. `run` tells what the host saw. */
export interface Program {
  readonly text: string;
  run(wrap: <Fn extends AnyFunction>(fn: Fn) => Fn): Promise<unknown[]>;
}

type Shape =
  | 'sync'
  | 'async'
  | 'promise'
  | 'generator'
  | 'async generator'
  | 'thenable'
  | 'stream'
  | 'method'
  | 'class';
type Use =
  | 'call'
  | 'await'
  | 'iterate'
  | 'break'
  | 'steps'
  | 'throw in'
  | 'return in'
  | 'twice'
  | 'concurrently'
  | 'ignore';

interface Parts {
  readonly shape: Shape;
  readonly use: Use;
  readonly args: unknown[];
  readonly values: unknown[];
  readonly failAt: number;
  readonly error: unknown;
}

const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
  withTypedArray: true,
  withSparseArray: true,
  maxDepth: 2,
});

const error = fc.oneof(
  fc.string().map((message) => new Error(message)),
  fc.constant(undefined),
  fc.constant(null),
  fc.string(),
  fc.record({ code: fc.integer() }),
  fc.constant(Object.freeze(new TypeError('frozen'))),
);

const parts: fc.Arbitrary<Parts> = fc.record({
  shape: fc.constantFrom<Shape>(
    'sync',
    'async',
    'promise',
    'generator',
    'async generator',
    'thenable',
    'stream',
    'method',
    'class',
  ),
  use: fc.constantFrom<Use>(
    'call',
    'await',
    'iterate',
    'break',
    'steps',
    'throw in',
    'return in',
    'twice',
    'concurrently',
    'ignore',
  ),
  args: fc.array(anything, { maxLength: 4 }),
  values: fc.array(anything, { minLength: 1, maxLength: 4 }),
  failAt: fc.integer({ min: -3, max: 4 }),
  error,
});

export const programs: fc.Arbitrary<Program> = parts.map((given) => ({
  text: `${given.shape} used by ${given.use}, fails at ${given.failAt}`,
  run: (wrap) => new Host(given).run(wrap),
}));

/** Runs one program and writes down, by identity where that matters, everything the host can see. */
class Host {
  readonly #given: Parts;
  readonly #log: unknown[] = [];

  constructor(given: Parts) {
    this.#given = given;
  }

  async run(wrap: <Fn extends AnyFunction>(fn: Fn) => Fn): Promise<unknown[]> {
    const original = this.#subject();
    const fn = wrap(original);
    this.#see('name', fn.name, fn.length, typeof fn);
    const { use } = this.#given;
    const results = use === 'twice' || use === 'concurrently' ? 2 : 1;
    const pending: Promise<void>[] = [];
    for (let index = 0; index < results; index++) {
      const using = this.#use(fn);
      if (use === 'concurrently') pending.push(using);
      else await using;
    }
    await Promise.all(pending);
    return this.#log;
  }

  /** A value as the host tells it apart: one of ours by its place, anything else as it is. */
  #name(value: unknown): unknown {
    const { args, values, error: thrown } = this.#given;
    const place = values.findIndex((one) => Object.is(one, value));
    if (place >= 0) return `value ${place}`;
    const arg = args.findIndex((one) => Object.is(one, value));
    if (arg >= 0) return `argument ${arg}`;
    if (Object.is(value, thrown)) return 'the error';
    return typeof value === 'object' && value !== null
      ? Object.prototype.toString.call(value)
      : value;
  }

  #see(what: string, ...values: unknown[]): void {
    this.#log.push([what, ...values.map((value) => this.#name(value))]);
  }

  #fail(step: number): void {
    if (this.#given.failAt === step) throw this.#given.error;
  }

  #subject(): AnyFunction {
    const { shape, values } = this.#given;
    const host = this;
    const enter = (self: unknown, args: readonly unknown[]): void => {
      host.#see('enter', self === undefined ? 'no this' : typeof self, args.length, ...args);
      host.#fail(0);
    };
    switch (shape) {
      case 'sync':
        return function subject(this: unknown, ...args: unknown[]) {
          enter(this, args);
          return values[0];
        };
      case 'method':
        return function subject(this: { tag?: string } | undefined, a: unknown, b: unknown) {
          enter(this?.tag, [a, b]);
          return this?.tag ?? values[0];
        };
      case 'async':
        return async function subject(this: unknown, ...args: unknown[]) {
          enter(this, args);
          await null;
          host.#fail(1);
          return plain(values[0]);
        };
      case 'promise':
        return (...args: unknown[]) => {
          enter(undefined, args);
          return host.#given.failAt === 1
            ? Promise.reject(host.#given.error)
            : Promise.resolve(plain(values[0]));
        };
      case 'generator':
        return function* subject(this: unknown, ...args: unknown[]) {
          enter(this, args);
          try {
            for (const [index, value] of values.entries()) {
              host.#see('got', yield value);
              host.#fail(index + 1);
            }
          } catch (caught) {
            host.#see('caught', caught);
            throw caught;
          } finally {
            host.#see('finally');
          }
          return 'end';
        };
      case 'async generator':
        return async function* subject(this: unknown, ...args: unknown[]) {
          enter(this, args);
          try {
            for (const [index, value] of values.entries()) {
              host.#see('got', yield plain(value));
              host.#fail(index + 1);
            }
          } finally {
            host.#see('finally');
          }
          return 'end';
        };
      case 'thenable':
        return (...args: unknown[]) => {
          enter(undefined, args);
          return {
            tag: 'thenable',
            then(resolve: (value: unknown) => void, reject: (reason: unknown) => void) {
              host.#see('then');
              if (host.#given.failAt === 1) reject(host.#given.error);
              else resolve(plain(values[0]));
            },
          };
        };
      case 'stream':
        return (...args: unknown[]) => {
          enter(undefined, args);
          let index = 0;
          return new ReadableStream(
            {
              pull(controller) {
                host.#see('pull', index);
                if (host.#given.failAt === index + 1) controller.error(host.#given.error);
                else if (index >= values.length) controller.close();
                else controller.enqueue(values[index]);
                index++;
              },
              cancel() {
                host.#see('cancel');
              },
            },
            { highWaterMark: 0 },
          );
        };
      case 'class':
        return class Subject {
          readonly tag: string;
          constructor(...args: unknown[]) {
            enter(undefined, args);
            this.tag = new.target.name;
          }
        } as never;
    }
  }

  async #use(fn: AnyFunction): Promise<void> {
    const { args, shape } = this.#given;
    let result: unknown;
    try {
      if (shape === 'class')
        result = new (fn as unknown as new (...a: unknown[]) => { tag: string })(...args).tag;
      else if (shape === 'method') result = Reflect.apply(fn, { tag: 'self' }, args);
      else result = fn(...args);
    } catch (thrown) {
      this.#see('threw', thrown);
      return;
    }
    this.#see('returned', result);
    if (typeof result !== 'object' || result === null) return;
    if (this.#given.use === 'ignore' && shape !== 'async' && shape !== 'promise') return;
    try {
      await this.#consume(result);
    } catch (thrown) {
      this.#see('failed', thrown);
    }
  }

  async #consume(result: object): Promise<void> {
    const { shape, use } = this.#given;
    if (shape === 'generator') return this.#consumeGenerator(result as Generator);
    if (shape === 'async generator' || shape === 'stream') {
      return this.#consumeAsync(result as AsyncGenerator | ReadableStream);
    }
    if (shape === 'async' || shape === 'promise' || shape === 'thenable') {
      this.#see('fulfilled', await result);
      if (use === 'iterate') this.#see('again', await result);
    }
  }

  #consumeGenerator(generator: Generator): void {
    const { use } = this.#given;
    if (use === 'iterate') for (const item of generator) this.#see('item', item);
    else if (use === 'break') {
      for (const item of generator) {
        this.#see('item', item);
        break;
      }
    } else {
      this.#step(generator.next('first'));
      if (use === 'throw in') this.#step(generator.throw(this.#given.error));
      if (use === 'return in') this.#step(generator.return('early'));
      this.#step(generator.next('second'));
    }
  }

  async #consumeAsync(items: AsyncGenerator | ReadableStream): Promise<void> {
    const { shape, use } = this.#given;
    if (use === 'iterate' || use === 'break' || shape === 'stream') {
      for await (const item of items as AsyncIterable<unknown>) {
        this.#see('item', item);
        if (use === 'break') break;
      }
      return;
    }
    const generator = items as AsyncGenerator;
    this.#step(await generator.next('first'));
    if (use === 'throw in') this.#step(await generator.throw(this.#given.error));
    if (use === 'return in') this.#step(await generator.return('early'));
    this.#step(await generator.next('second'));
  }

  #step({ done, value }: IteratorResult<unknown>): void {
    this.#see('step', done, value);
  }
}

/** A generated object may have a `then` of its own, which would make a promise of it wait for it. */
function plain(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'then' in value ? 'had then' : value;
}
