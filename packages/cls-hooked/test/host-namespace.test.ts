import { createHeddle, memory } from '@heddle/core';
import { createNamespace, destroyNamespace, type Namespace } from 'cls-hooked';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bridgedContextManager, clsHookedContextManager, CLS_KEYS } from '../src/index.ts';

let namespace: Namespace;
beforeEach(() => {
  namespace = createNamespace('app');
});
afterEach(() => destroyNamespace('app'));

const ways = {
  clsHookedContextManager: () => clsHookedContextManager(namespace as never),
  bridgedContextManager: () => bridgedContextManager(namespace as never),
};

describe.each(Object.entries(ways))('%s and the host’s namespace', (_, context) => {
  const heddle = (): ReturnType<typeof createHeddle> =>
    createHeddle({
      agent: { key: 'desk' },
      context: context(),
      transport: memory(),
      exitFlushMs: 0,
    });

  it('shows run and session to code that reads the namespace', async () => {
    const { run, session } = heddle();
    await session({ sessionId: 'ses_1' }, () =>
      run('answer', async (handle) => {
        await Promise.resolve();
        expect(
          Object.fromEntries(CLS_KEYS.map((key) => [key, namespace.get(key) as unknown])),
        ).toEqual({
          'heddle.runId': handle.id,
          'heddle.sessionId': 'ses_1',
          'heddle.traceId': handle.traceId,
          'heddle.spanId': handle.spanId,
          'heddle.agentKey': 'desk',
        });
      }),
    );
    expect(namespace.get('heddle.runId')).toBeUndefined();
  });

  it('leaves what the host keeps there: read inside, set inside and found outside', async () => {
    const { withTool } = heddle();
    const login = withTool('login', async () => {
      await Promise.resolve();
      expect(namespace.get('tenant')).toBe('acme');
      namespace.set('user', 'grace');
    });
    await namespace.runPromise(async () => {
      namespace.set('tenant', 'acme');
      await login();
      expect(namespace.get('user')).toBe('grace');
    });
  });

  it('keeps what a context of the host’s inside wrapped work sets in that context', () => {
    const { run } = heddle();
    namespace.run(() => {
      namespace.set('depth', 1);
      run('answer', (handle) => {
        namespace.run(() => {
          namespace.set('depth', 2);
          expect(namespace.get('heddle.runId')).toBe(handle.id);
        });
        expect(namespace.get('depth')).toBe(1);
      });
    });
  });

  it('lets concurrent runs see the host’s context each with its own run', async () => {
    const { run } = heddle();
    await namespace.runPromise(async () => {
      namespace.set('tenant', 'acme');
      await Promise.all(
        Array.from({ length: 20 }, () =>
          run('answer', async (handle) => {
            await new Promise((resolve) => setImmediate(resolve));
            expect([namespace.get('tenant'), namespace.get('heddle.runId')]).toEqual([
              'acme',
              handle.id,
            ]);
          }),
        ),
      );
    });
  });

  it.each([Object.freeze(new Error('frozen')), new Error('plain')])(
    'throws the host’s own error untouched (%s)',
    (error) => {
      const names = Object.getOwnPropertyNames(error);
      const fail = heddle().withTool('fail', () => {
        throw error;
      });
      let caught: unknown;
      try {
        fail();
      } catch (thrown) {
        caught = thrown;
      }
      expect(caught).toBe(error);
      expect(Object.getOwnPropertyNames(error)).toEqual(names);
    },
  );

  it('numbers the events of runs that share the namespace as ever', async () => {
    const transport = memory();
    const { flush, run, withTool } = createHeddle({
      context: context(),
      transport,
      exitFlushMs: 0,
    });
    const search = withTool('search', async () => 1);
    await Promise.all([1, 2, 3].map(() => run('answer', () => search())));
    await flush();
    const tools = transport.ofType('agent.tool.called');
    expect(tools.map(({ sequenceNumber }) => sequenceNumber)).toEqual([4, 4, 4]);
    expect(new Set(tools.map(({ runId }) => runId)).size).toBe(3);
  });
});

describe('the bridge', () => {
  it('believes a function that the host bound to its namespace', () => {
    const { current, run } = createHeddle({
      context: bridgedContextManager(namespace as never),
      transport: memory(),
      exitFlushMs: 0,
    });
    let bound: (() => string | undefined) | undefined;
    const first = run('first', (handle) => {
      bound = namespace.bind(() => current()?.runId);
      return handle.id;
    });
    run('second', () => expect(bound?.()).toBe(first));
  });
});
