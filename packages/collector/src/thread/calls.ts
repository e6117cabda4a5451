import type { MessagePort, Worker } from 'node:worker_threads';
import { StoreUnavailableError } from '../store/store-errors.ts';
import { decodeError, encodeError, type EncodedError } from './error-message.ts';

/** A service as it looks from another thread: every answer is a promise. */
export type Asynchronous<Service> = {
  readonly [Method in keyof Service]: Service[Method] extends (
    ...parameters: infer Parameters
  ) => infer Result
    ? (...parameters: Parameters) => Promise<Awaited<Result>>
    : never;
};

interface Call {
  readonly id: number;
  readonly method: string;
  readonly parameters: readonly unknown[];
}

type Answer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: EncodedError };

type Method = (...parameters: readonly unknown[]) => unknown;

/**
 * Answers calls that come through a port, one after the other. The service is created by the first
 * call, so that a failure to create it reaches a caller.
 */
export function serveCalls(port: MessagePort | null, create: () => object): void {
  let service: Record<string, Method> | undefined;
  port?.on('message', ({ id, method, parameters }: Call) => {
    try {
      service ??= create() as Record<string, Method>;
      const called = service[method];
      if (called === undefined) throw new Error(`There is no method ${method}.`);
      port.postMessage({ id, result: called(...parameters) } satisfies Answer);
    } catch (error) {
      port.postMessage({ id, error: encodeError(error) } satisfies Answer);
    }
  });
}

export interface CallPort<Service> {
  readonly service: Asynchronous<Service>;
  /** Rejects what is under way and ends the thread. */
  stop(): Promise<void>;
}

/** The other side of `serveCalls`. When the thread dies, everything under way is rejected. */
export function callThread<Service extends object>(worker: Worker): CallPort<Service> {
  const waiting = new Map<number, PromiseWithHandlers>();
  let lastId = 0;
  let gone: Error | undefined;

  const giveUp = (error: Error): void => {
    gone ??= error;
    for (const { reject } of waiting.values()) reject(gone);
    waiting.clear();
  };
  worker.on('message', (message: Answer) => {
    const handlers = waiting.get(message.id);
    waiting.delete(message.id);
    if ('error' in message) handlers?.reject(decodeError(message.error));
    else handlers?.resolve(message.result);
  });
  worker.on('error', (error) => giveUp(ended(String(error))));
  worker.on('exit', () => giveUp(ended('it exited')));

  const call = (method: string, parameters: readonly unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (gone !== undefined) {
        reject(gone);
        return;
      }
      lastId += 1;
      waiting.set(lastId, { resolve, reject });
      worker.postMessage({ id: lastId, method, parameters } satisfies Call);
    });

  return {
    service: new Proxy({} as Asynchronous<Service>, {
      get:
        (_target, method) =>
        (...parameters: unknown[]) =>
          call(String(method), parameters),
    }),
    async stop() {
      giveUp(ended('it was stopped'));
      await worker.terminate();
    },
  };
}

function ended(how: string): StoreUnavailableError {
  return new StoreUnavailableError('broken', `A thread of the store has ended: ${how}.`, 60);
}

interface PromiseWithHandlers {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}
