import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { Agent, createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';
import { asyncLocalStorageContextManager, type ContextManager, type Scope } from '@heddle/core';
import { createNamespace, destroyNamespace, type Namespace } from 'cls-hooked';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bridgedContextManager, clsHookedContextManager } from '../../src/index.ts';

const NAME = 'heddle-limits';
let namespace: Namespace;
beforeEach(() => {
  namespace = createNamespace(NAME);
});
afterEach(() => destroyNamespace(NAME));

const managers: Readonly<Record<string, () => ContextManager>> = {
  'async-local-storage': asyncLocalStorageContextManager,
  'cls-hooked': () => clsHookedContextManager(namespace as never),
  bridged: () => bridgedContextManager(namespace as never),
};

function scope(spanId: string): Scope {
  return {
    kind: 'run',
    parent: undefined,
    run: undefined,
    session: undefined,
    step: undefined,
    spanId,
  };
}

const within = <Result>(manager: ContextManager, spanId: string, fn: () => Result): Result =>
  manager.with(scope(spanId), fn, undefined, []);

/**
 * What each manager can and cannot do beyond the contract, with the reason. A limit that goes away
 * fails here, and the guide is wrong.
 */
describe.each(Object.entries(managers))('%s', (name, make) => {
  it('nobody: a queue of the host’s own runs callbacks in the scope of whoever drains it; `heddle.bind` helps', () => {
    const manager = make();
    const queue: (() => void)[] = [];
    let seen: string | undefined;
    within(manager, 'a', () => queue.push(() => (seen = manager.active()?.spanId)));
    within(manager, 'b', () => queue.shift()?.());
    expect(seen).toBe('b');
  });

  it('nobody: a worker thread starts outside every scope; `inject` and `childEnv` carry it', async () => {
    const manager = make();
    await within(manager, 'a', async () => {
      const worker = new Worker(
        'require("node:worker_threads").parentPort.postMessage(typeof globalThis.scope)',
        {
          eval: true,
        },
      );
      const [seen] = (await once(worker, 'message')) as [string];
      expect(seen).toBe('undefined');
      await worker.terminate();
    });
  });

  it('a function bound to the namespace: only those that live in the namespace', () => {
    const manager = make();
    const bound = within(manager, 'a', () =>
      namespace.active === null || namespace.active === undefined
        ? () => manager.active()?.spanId
        : namespace.bind(() => manager.active()?.spanId),
    );
    const seen = within(manager, 'b', () => bound());
    expect(seen).toBe(name === 'async-local-storage' ? 'b' : 'a');
  });

  it('everybody: a function bound by AsyncLocalStorage or AsyncResource', () => {
    const manager = make();
    const bound = within(manager, 'a', () =>
      AsyncLocalStorage.bind(() => manager.active()?.spanId),
    );
    expect(bound()).toBe('a');
  });

  it('everybody: an answer on a pooled socket belongs to whoever asked', async () => {
    const manager = make();
    const server = createServer((_request, response) => response.end('ok'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const { port } = server.address() as AddressInfo;
    const ask = (): Promise<string | undefined> =>
      new Promise((resolve, reject) => {
        const request = get({ port, host: '127.0.0.1', agent }, (response) => {
          response.resume().on('end', () => resolve(manager.active()?.spanId));
        });
        request.on('error', reject);
      });
    const seen = [await within(manager, 'a', ask), await within(manager, 'b', ask)];
    agent.destroy();
    server.close();
    expect(seen).toEqual(['a', 'b']);
  });
});
