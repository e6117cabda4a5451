import { AsyncResource } from 'node:async_hooks';
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import type { ContextManager, Scope } from '@heddle/core';

/** What a context manager must do, as one named case that throws when it does not. */
export interface ContractCase {
  readonly name: string;
  run(): void | Promise<void>;
}

/**
 * The contract of context managers. Run every case with your test runner; list those your manager
 * cannot pass by name, with the reason.
 *
 * @example
 * for (const { name, run } of contextManagerContract(asyncLocalStorageContextManager)) test(name, run);
 */
export function contextManagerContract(make: () => ContextManager): ContractCase[] {
  const cases: ContractCase[] = [];
  const add = (name: string, run: (manager: ContextManager) => void | Promise<void>): void => {
    cases.push({ name, run: () => run(make()) });
  };
  const within = <Result>(
    manager: ContextManager,
    scope: Scope | undefined,
    fn: () => Result,
  ): Result => manager.with(scope, fn, undefined, []);

  add('has no scope outside of any', (manager) => expectScope(manager, undefined));

  add('has the scope inside and the one before it afterwards', (manager) => {
    within(manager, scope('a'), () => expectScope(manager, 'a'));
    expectScope(manager, undefined);
  });

  add('passes this and arguments, and gives back the very result', (manager) => {
    const self = {};
    const result = manager.with(
      scope('a'),
      function (this: unknown, ...args: unknown[]) {
        return [this, ...args];
      } as never,
      self,
      [1, 'two'],
    ) as unknown[];
    check(
      result[0] === self && result[1] === 1 && result[2] === 'two',
      'this or arguments changed',
    );
  });

  add('throws the very error, and leaves the scope', (manager) => {
    const error = new Error('mine');
    let caught: unknown;
    try {
      within(manager, scope('a'), () => {
        throw error;
      });
    } catch (thrown) {
      caught = thrown;
    }
    check(caught === error, 'another error');
    expectScope(manager, undefined);
  });

  add('nests', (manager) => {
    within(manager, scope('a'), () => {
      within(manager, scope('b'), () => expectScope(manager, 'b'));
      expectScope(manager, 'a');
    });
  });

  add('can leave every scope', (manager) => {
    within(manager, scope('a'), () => {
      within(manager, undefined, () => expectScope(manager, undefined));
      expectScope(manager, 'a');
    });
  });

  add('keeps the scope over await', async (manager) => {
    await within(manager, scope('a'), async () => {
      await Promise.resolve();
      expectScope(manager, 'a');
      await new Promise((resolve) => setTimeout(resolve, 1));
      expectScope(manager, 'a');
    });
    expectScope(manager, undefined);
  });

  add('keeps a hundred concurrent scopes apart', async (manager) => {
    await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        within(manager, scope(`c${index}`), async () => {
          for (let turn = 0; turn < 5; turn++) {
            await new Promise((resolve) => setTimeout(resolve, (index * 7 + turn) % 5));
            expectScope(manager, `c${index}`);
          }
        }),
      ),
    );
  });

  for (const [name, later] of [
    ['setTimeout', (done: () => void) => void setTimeout(done, 1)],
    ['setImmediate', (done: () => void) => void setImmediate(done)],
    ['process.nextTick', (done: () => void) => process.nextTick(done)],
    ['queueMicrotask', (done: () => void) => queueMicrotask(done)],
  ] as const) {
    add(`keeps the scope in ${name}`, (manager) =>
      within(manager, scope('a'), () => settled(later, () => expectScope(manager, 'a'))),
    );
  }

  add('keeps the scope in setInterval', (manager) =>
    within(manager, scope('a'), () =>
      settled(
        (done) => {
          const timer = setInterval(() => {
            clearInterval(timer);
            done();
          }, 1);
        },
        () => expectScope(manager, 'a'),
      ),
    ),
  );

  add('gives an event listener the scope of whoever emits', (manager) => {
    const emitter = new EventEmitter();
    let seen: string | undefined;
    within(manager, scope('a'), () => emitter.on('tick', () => (seen = manager.active()?.spanId)));
    within(manager, scope('b'), () => emitter.emit('tick'));
    check(seen === 'b', `saw ${seen}`);
  });

  add('keeps the scope in an AsyncResource made inside', (manager) => {
    const resource = within(manager, scope('a'), () => new AsyncResource('TEST'));
    resource.runInAsyncScope(() => expectScope(manager, 'a'));
  });

  add('keeps the scope while reading a stream', async (manager) => {
    await within(manager, scope('a'), async () => {
      for await (const chunk of Readable.from(['x', 'y'])) {
        check(chunk !== undefined, 'no chunk');
        expectScope(manager, 'a');
      }
      expectScope(manager, 'a');
    });
  });

  add('keeps the scope in a generator that is stepped inside', (manager) => {
    const steps = (function* () {
      yield manager.active()?.spanId;
      yield manager.active()?.spanId;
    })();
    within(manager, scope('a'), () => check(steps.next().value === 'a', 'first step'));
    within(manager, scope('b'), () => check(steps.next().value === 'b', 'second step'));
  });

  add('keeps the scope in an async generator', async (manager) => {
    await within(manager, scope('a'), async () => {
      const steps = (async function* () {
        await Promise.resolve();
        yield manager.active()?.spanId;
        await Promise.resolve();
        yield manager.active()?.spanId;
      })();
      for await (const seen of steps) check(seen === 'a', `saw ${seen}`);
    });
  });

  add('keeps the scope after awaiting a thenable', async (manager) => {
    await within(manager, scope('a'), async () => {
      const value = await { then: (resolve: (value: number) => void) => resolve(1) };
      check(value === 1, 'value');
      expectScope(manager, 'a');
    });
  });

  add('keeps the scope inside a thenable that is awaited', async (manager) => {
    await within(manager, scope('a'), async () => {
      let seen: string | undefined;
      await {
        then(resolve: (value: undefined) => void) {
          seen = manager.active()?.spanId;
          resolve(undefined);
        },
      };
      check(seen === 'a', `saw ${seen}`);
    });
  });

  add('keeps the scope over fetch', async (manager) => {
    const server = createServer((_request, response) => response.end('ok'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      await within(manager, scope('a'), async () => {
        const response = await fetch(`http://127.0.0.1:${port}/`);
        expectScope(manager, 'a');
        await response.text();
        expectScope(manager, 'a');
      });
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  add('keeps the scope while a worker thread answers', async (manager) => {
    const answer = `const { parentPort } = require('node:worker_threads');
      parentPort.once('message', (message) => parentPort.postMessage(message));`;
    await within(manager, scope('a'), async () => {
      const worker = new Worker(answer, { eval: true });
      try {
        worker.postMessage('ping');
        await once(worker, 'message');
        expectScope(manager, 'a');
      } finally {
        await worker.terminate();
      }
    });
    expectScope(manager, undefined);
  });

  return cases;
}

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

function expectScope(manager: ContextManager, spanId: string | undefined): void {
  const found = manager.active()?.spanId;
  check(found === spanId, `expected scope ${spanId}, found ${found}`);
}

function check(holds: boolean, message: string): void {
  if (!holds) throw new Error(message);
}

function settled(later: (done: () => void) => void, assert: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    later(() => {
      try {
        assert();
        resolve();
      } catch (error) {
        reject(error as Error);
      }
    });
  });
}
