import { EventEmitter } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { types } from 'node:util';
import { attempt, group, outcome, type BehaviourCase } from './behaviour-case.ts';

/** Generators, iterators and streams: as lazy, as two-way and as abortable as they were. */
export const streamCases: BehaviourCase[] = group('S', {
  'a sync generator stays lazy': (wrap) => {
    let produced = 0;
    const numbers = wrap(function* () {
      for (;;) yield ++produced;
    })();
    const before = produced;
    numbers.next();
    return [before, produced];
  },

  'a sync generator stays a generator object': (wrap) => {
    const generator = wrap(function* () {
      yield 1;
    })();
    return [
      types.isGeneratorObject(generator),
      Object.prototype.toString.call(generator),
      generator[Symbol.iterator]() === generator,
      Object.keys(generator),
      JSON.stringify(generator),
    ];
  },

  'next(value) goes in, return and throw reach the body': (wrap) => {
    const log: unknown[] = [];
    const make = wrap(function* (): Generator<string, string, unknown> {
      try {
        log.push(yield 'a');
        log.push(yield 'b');
      } catch (error) {
        log.push(`caught ${String(error)}`);
        yield 'c';
      } finally {
        log.push('finally');
      }
      return 'end';
    });
    const one = make();
    const steps = [one.next(), one.next('in'), one.throw('bad'), one.next()];
    const two = make();
    two.next();
    steps.push(two.return('early'), two.next());
    return [steps, log];
  },

  'break runs the generator’s finally': (wrap) => {
    const log: string[] = [];
    for (const item of wrap(function* () {
      try {
        yield 1;
        yield 2;
      } finally {
        log.push('finally');
      }
    })()) {
      log.push(String(item));
      break;
    }
    return log;
  },

  'yield* delegates through a wrapped generator': (wrap) => {
    const inner = wrap(function* () {
      const got: unknown = yield 1;
      return `inner ${String(got)}`;
    });
    const outer = (function* (): Generator<unknown, string, unknown> {
      const value = yield* inner();
      return value;
    })();
    return [outer.next(), outer.next('x')];
  },

  'spread, destructuring and Array.from': (wrap) => {
    const make = wrap(function* () {
      yield 1;
      yield 2;
      yield 3;
    });
    const [first] = make();
    return [[...make()], first, Array.from(make(), (n) => n * 2)];
  },

  'a generator that throws midway': (wrap) => {
    const error = new Error('mid');
    const generator = wrap(function* () {
      yield 1;
      throw error;
    })();
    generator.next();
    const result = attempt(() => generator.next()) as { threw: unknown };
    return [result.threw === error, generator.next()];
  },

  'an async generator stays lazy and two-way': async (wrap) => {
    let produced = 0;
    const generator = wrap(async function* (): AsyncGenerator<number, string, number> {
      for (;;) {
        const got: number = yield ++produced;
        if (got === 9) return 'nine';
      }
    })();
    const before = produced;
    const steps = [await generator.next(), await generator.next(1), await generator.next(9)];
    return [before, produced, steps, Object.prototype.toString.call(generator)];
  },

  'an async generator: return, throw and finally': async (wrap) => {
    const log: string[] = [];
    const make = wrap(async function* () {
      try {
        yield 1;
        yield 2;
      } catch (error) {
        log.push(`caught ${String(error)}`);
        throw error;
      } finally {
        log.push('finally');
      }
    });
    const one = make();
    await one.next();
    const returned = await one.return(undefined as never);
    const two = make();
    await two.next();
    const thrown = await outcome(two.throw('bad'));
    return [log, returned, thrown];
  },

  'for await with break': async (wrap) => {
    const log: string[] = [];
    for await (const item of wrap(async function* () {
      try {
        yield 1;
        yield 2;
      } finally {
        log.push('finally');
      }
    })()) {
      log.push(String(item));
      break;
    }
    return log;
  },

  'concurrent next calls on an async generator keep their order': async (wrap) => {
    const generator = wrap(async function* () {
      yield 1;
      yield 2;
    })();
    return Promise.all([generator.next(), generator.next(), generator.next()]);
  },

  'a frozen async iterable comes back and iterates': async (wrap) => {
    const iterable = Object.freeze({
      async *[Symbol.asyncIterator]() {
        yield 1;
        yield 2;
      },
    });
    const result = wrap(async () => iterable)();
    const items: number[] = [];
    for await (const item of await result) items.push(item);
    return [(await result) === iterable, items];
  },

  'an async iterable class keeps its private fields and can be iterated twice': async (wrap) => {
    class Pages {
      readonly #pages = [1, 2, 3];
      get size(): number {
        return this.#pages.length;
      }
      async *[Symbol.asyncIterator](): AsyncGenerator<number> {
        yield* this.#pages;
      }
    }
    const pages = await wrap(async () => new Pages())();
    const items: number[] = [];
    for await (const item of pages) items.push(item);
    for await (const item of pages) items.push(item);
    return [pages instanceof Pages, pages.size, items];
  },

  'hand-written iterators with and without return': (wrap) => {
    const log: string[] = [];
    const make = (withReturn: boolean): IterableIterator<number> => {
      let n = 0;
      const iterator: IterableIterator<number> = {
        [Symbol.iterator]() {
          return this;
        },
        next: () => ({ done: n >= 3, value: n++ }),
      };
      if (withReturn) {
        iterator.return = () => {
          log.push('return');
          return { done: true, value: undefined };
        };
      }
      return iterator;
    };
    for (const withReturn of [true, false]) {
      for (const item of wrap(() => make(withReturn))()) {
        log.push(String(item));
        if (item === 1) break;
      }
    }
    return [log, 'return' in wrap(() => make(false))()];
  },

  'ReadableStream: back-pressure, no chunk pulled that nobody asked for': async (wrap) => {
    let pulled = 0;
    const stream = wrap(
      () =>
        new ReadableStream<number>(
          {
            pull(controller) {
              controller.enqueue(++pulled);
            },
          },
          { highWaterMark: 0 },
        ),
    )();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const before = pulled;
    const reader = stream.getReader();
    const first = await reader.read();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await reader.cancel();
    return [stream instanceof ReadableStream, before, first, pulled, Object.keys(stream)];
  },

  'ReadableStream: for await, tee, pipeThrough, Response': async (wrap) => {
    const make = wrap(
      () =>
        new ReadableStream<Uint8Array>({
          start(controller) {
            controller.enqueue(new TextEncoder().encode('hello'));
            controller.close();
          },
        }),
    );
    const text: string[] = [];
    for await (const chunk of make()) text.push(new TextDecoder().decode(chunk));
    const [left, right] = make().tee();
    text.push(await new Response(left).text(), await new Response(right).text());
    text.push(await new Response(make().pipeThrough(new TransformStream())).text());
    text.push(await new Response(make()).text());
    return text;
  },

  'ReadableStream: errors reach the reader, locks hold': async (wrap) => {
    const error = new Error('broken');
    const stream = wrap(
      () =>
        new ReadableStream({
          start(controller) {
            controller.error(error);
          },
        }),
    )();
    const reader = stream.getReader();
    const locked = attempt(() => stream.getReader()) as { threw?: unknown };
    const result = (await outcome(reader.read())) as { rejected: unknown };
    return [result.rejected === error, locked.threw instanceof TypeError, stream.locked];
  },

  'a Node stream: same events in the same order, nothing flowing by itself': async (wrap) => {
    const log: string[] = [];
    const stream = wrap(() => Readable.from(['a', 'b', 'c']))();
    const flowing = stream.readableFlowing;
    const listeners = ['data', 'end', 'error', 'close'].map((name) => stream.listenerCount(name));
    for (const name of ['data', 'end', 'close']) stream.on(name, () => void log.push(name));
    await new Promise((resolve) => stream.once('close', resolve));
    return [flowing, listeners, log, stream instanceof Readable];
  },

  'a Node stream: pipe, destroy, high-water mark': async (wrap) => {
    const target = new PassThrough();
    const stream = wrap(() => Readable.from(['x', 'y'], { highWaterMark: 1 }))();
    const chunks: string[] = [];
    target.on('data', (chunk: Buffer) => chunks.push(String(chunk)));
    stream.pipe(target);
    await new Promise((resolve) => target.once('end', resolve));
    const doomed = wrap(() => Readable.from(['x']))();
    doomed.destroy();
    await new Promise((resolve) => doomed.once('close', resolve));
    return [chunks, stream.readableHighWaterMark, doomed.destroyed];
  },

  'an unlistened error of a Node stream is as loud as it was': async (wrap) => {
    const stream = wrap(() => new PassThrough())();
    const seen = new Promise((resolve) => {
      const listener = (error: Error): void => resolve(error.message);
      process.prependOnceListener('uncaughtException', listener);
      setTimeout(() => {
        process.off('uncaughtException', listener);
        resolve('silence');
      }, 30);
    });
    const others = process.listeners('uncaughtException').slice(1);
    for (const other of others) process.off('uncaughtException', other as never);
    stream.destroy(new Error('loud'));
    const result = await seen;
    for (const other of others) process.on('uncaughtException', other as never);
    return result;
  },

  'an EventEmitter result keeps its listeners and events': (wrap) => {
    const log: unknown[] = [];
    const emitter = wrap(() => new EventEmitter())();
    emitter.on('tick', (value: unknown) => void log.push(value));
    emitter.emit('tick', 1);
    return [log, emitter.listenerCount('tick'), emitter.eventNames(), Object.keys(emitter).sort()];
  },

  'the same stream handed out twice is the same stream': (wrap) => {
    const stream = new ReadableStream();
    const fn = wrap(() => stream);
    return [fn() === stream, fn() === stream];
  },

  'an async function that returns a generator keeps it lazy': async (wrap) => {
    let produced = 0;
    const items = await wrap(async () =>
      (function* () {
        for (;;) yield ++produced;
      })(),
    )();
    const before = produced;
    items.next();
    return [before, produced];
  },
});
