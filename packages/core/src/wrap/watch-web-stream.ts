import { attend } from './audience.ts';
import { dataMethod, overrideMethod } from './data-method.ts';
import { tappedOpener } from './watch-iterator.ts';
import type { Watch } from './watch.ts';

type Method = (...args: never[]) => unknown;

/**
 * A web ReadableStream stays the same object with the same queue: we look only at what the host
 * pulls, on the reader, iterator, branch or pipe it chose itself.
 */
export function watchWebStream(stream: object, watch: Watch): boolean {
  const getReader = dataMethod(stream, 'getReader');
  if (getReader === undefined || dataMethod(stream, 'pipeTo') === undefined) return false;
  return attend(stream, watch, (audience) => tapStream(stream, getReader, audience));
}

function tapStream(stream: object, getReader: Method, audience: Watch): boolean {
  const tap = (name: PropertyKey, make: (method: Method) => unknown): boolean => {
    const method = dataMethod(stream, name);
    return method !== undefined && overrideMethod(stream, name, make(method));
  };
  const hooked = overrideMethod(stream, 'getReader', function (this: unknown, ...args: unknown[]) {
    const reader = Reflect.apply(getReader, this, args as never[]) as object;
    tapReader(reader, audience);
    return reader;
  });
  tap('values', (method) => tappedOpener(method, audience));
  tap(Symbol.asyncIterator, (method) => tappedOpener(method, audience));
  tap('cancel', (method) => ending(method, () => audience.endStream('break')));
  tap('pipeTo', (method) => settling(method, audience));
  tap('tee', (method) => teeing(method, audience));
  tap('pipeThrough', (method) => piping(method, audience));
  return hooked;
}

function tapReader(reader: object, audience: Watch): void {
  const read = dataMethod(reader, 'read');
  if (read !== undefined) {
    overrideMethod(reader, 'read', function (this: unknown, ...args: unknown[]) {
      const result = Reflect.apply(read, this, args as never[]) as Promise<ReadResult>;
      return result.then(
        (chunk) => {
          if (chunk.done) audience.endStream('end');
          else audience.item(chunk.value);
          return chunk;
        },
        (error: unknown) => {
          audience.fail(error);
          throw error;
        },
      );
    });
  }
  const cancel = dataMethod(reader, 'cancel');
  if (cancel !== undefined) {
    overrideMethod(
      reader,
      'cancel',
      ending(cancel, () => audience.endStream('break')),
    );
  }
}

interface ReadResult {
  readonly done: boolean;
  readonly value?: unknown;
}

function ending(method: Method, end: () => void): unknown {
  return function (this: unknown, ...args: unknown[]): unknown {
    const result = Reflect.apply(method, this, args as never[]);
    end();
    return result;
  };
}

function settling(method: Method, audience: Watch): unknown {
  return function (this: unknown, ...args: unknown[]): unknown {
    const piped = Reflect.apply(method, this, args as never[]) as Promise<unknown>;
    return piped.then(
      (value) => {
        audience.endStream('end');
        return value;
      },
      (error: unknown) => {
        audience.fail(error);
        throw error;
      },
    );
  };
}

/**
 * Both branches see every chunk: items count from the branch that is read first, and the consumer
 * has broken off only when both branches are cancelled.
 */
function teeing(method: Method, audience: Watch): unknown {
  return function (this: unknown, ...args: unknown[]): unknown {
    const branches = Reflect.apply(method, this, args as never[]) as [object, object];
    let leader: object | undefined;
    let broken = 0;
    for (const branch of branches) {
      const getReader = dataMethod(branch, 'getReader');
      if (getReader === undefined) continue;
      tapStream(branch, getReader, {
        enter: (target, self, values) => audience.enter(target, self, values),
        complete: (value) => audience.complete(value),
        fail: (error) => audience.fail(error),
        abandon: () => audience.abandon(),
        item(value) {
          leader ??= branch;
          if (leader === branch) audience.item(value);
        },
        endStream(how, value) {
          if (how === 'end' || ++broken === branches.length) audience.endStream(how, value);
        },
      });
    }
    return branches;
  };
}

function piping(method: Method, audience: Watch): unknown {
  return function (this: unknown, ...args: unknown[]): unknown {
    const readable = Reflect.apply(method, this, args as never[]) as object;
    const getReader = dataMethod(readable, 'getReader');
    if (getReader !== undefined) tapStream(readable, getReader, audience);
    return readable;
  };
}
