import { dataMethod, overrideMethod } from '@heddle/core/integration';
import type { AnswerListener } from './answer-listener.ts';

/** Longer texts are not parsed a second time only for us. */
const LONGEST_PARSED = 1_000_000;

const UNREADABLE = ['arrayBuffer', 'blob', 'bytes', 'buffer', 'formData', 'clone'];

/**
 * Learns from a raw response what its caller learns: the value of `json()`, the text of `text()`.
 * Everything else the caller may do with the body is the caller's; then we know the headers only.
 */
export function tapResponse(response: object, listener: AnswerListener): void {
  let ours = false;
  const reading = (name: string, value: (read: unknown) => unknown): void => {
    const read = dataMethod(response, name);
    if (read === undefined) return;
    overrideMethod(response, name, function (this: unknown): Promise<unknown> {
      // node-fetch reads `this.body` here: that is us, not the caller.
      ours = true;
      const result = Reflect.apply(read, this, []) as Promise<unknown>;
      ours = false;
      return result.then(
        (read) => {
          listener.answer(value(read));
          return read;
        },
        (error: unknown) => {
          listener.fail(error);
          throw error;
        },
      );
    });
  };
  reading('json', (parsed) => parsed);
  reading('text', (text) => parsedText(String(text)));
  for (const name of UNREADABLE) {
    const method = dataMethod(response, name);
    if (method === undefined) continue;
    overrideMethod(response, name, function (this: unknown, ...args: unknown[]): unknown {
      listener.unread();
      return Reflect.apply(method, this, args as never[]);
    });
  }
  tapBody(response, () => {
    if (!ours) listener.unread();
  });
}

function tapBody(response: object, taken: () => void): void {
  const inherited = accessor(response, 'body');
  if (inherited === undefined) return;
  Reflect.defineProperty(response, 'body', {
    configurable: true,
    enumerable: false,
    get(this: unknown): unknown {
      taken();
      return Reflect.apply(inherited, this, []);
    },
  });
}

function accessor(object: object, key: string): (() => unknown) | undefined {
  for (let holder: object | null = object; holder !== null; holder = prototypeOf(holder)) {
    const descriptor = Object.getOwnPropertyDescriptor(holder, key);
    if (descriptor !== undefined) return descriptor.get;
  }
  return undefined;
}

function prototypeOf(object: object): object | null {
  return Object.getPrototypeOf(object) as object | null;
}

function parsedText(text: string): unknown {
  if (text.length > LONGEST_PARSED) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
