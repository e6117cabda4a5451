import { AsyncLocalStorage } from 'node:async_hooks';
import { ROOT_CONTEXT, context, trace, type ContextManager } from '@opentelemetry/api';
import {
  AsyncHooksContextManager,
  AsyncLocalStorageContextManager,
} from '@opentelemetry/context-async-hooks';
import { createHeddle, memory } from '@heddle/core';
import { contextManagerContract } from '@heddle/testing';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { otelContextManager } from '../../src/index.ts';

/** The managers that a host may have registered. Each case of the contract holds on each. */
const hosts: Readonly<Record<string, (() => ContextManager) | undefined>> = {
  AsyncLocalStorageContextManager: () => new AsyncLocalStorageContextManager(),
  AsyncHooksContextManager: () => new AsyncHooksContextManager(),
  'nothing registered': undefined,
};

describe.each(Object.keys(hosts))('otelContextManager with %s', (name) => {
  let manager: ContextManager | undefined;
  beforeEach(() => {
    manager = hosts[name]?.();
    if (manager !== undefined) context.setGlobalContextManager(manager.enable());
  });
  afterEach(() => {
    context.disable();
    manager?.disable();
  });

  test.each(contextManagerContract(() => otelContextManager()))('$name', ({ run }) => run());
});

describe('one propagation', () => {
  afterEach(() => context.disable());
  const register = (): void => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  };
  const heddle = (): ReturnType<typeof createHeddle> =>
    createHeddle({ context: otelContextManager(), transport: memory(), exitFlushMs: 0 });

  it('carries a run wherever the host carries its context', () => {
    register();
    const { current, run } = heddle();
    let bound: (() => string | undefined) | undefined;
    const id = run('answer', (handle) => {
      bound = context.bind(context.active(), () => current()?.runId);
      return handle.id;
    });
    expect(bound?.()).toBe(id);
    expect(current()).toBeUndefined();
  });

  it('leaves the host’s own values in the context', () => {
    register();
    const key = Symbol('tenant');
    context.with(context.active().setValue(key, 'acme'), () =>
      heddle().run('answer', () => expect(context.active().getValue(key)).toBe('acme')),
    );
  });

  it('ends where the host starts afresh', () => {
    register();
    const { current, run } = heddle();
    run('answer', () => context.with(ROOT_CONTEXT, () => expect(current()).toBeUndefined()));
  });

  it('begins when the host registers its manager after Heddle was made', async () => {
    const { current, run } = heddle();
    const early = await run('early', async (handle) => {
      await Promise.resolve();
      expect(current()?.runId).toBe(handle.id);
      register();
      await Promise.resolve();
      expect(current()?.runId).toBe(handle.id);
      return handle.id;
    });
    run('late', (handle) => {
      expect(handle.id).not.toBe(early);
      expect(context.active()).not.toBe(ROOT_CONTEXT);
    });
  });

  it('makes an active span the parent of a run, also when Heddle’s spans are told after the fact', async () => {
    register();
    const transport = memory();
    const { flush, run } = createHeddle({
      context: otelContextManager(),
      transport,
      exitFlushMs: 0,
    });
    const span = {
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: '00f067aa0ba902b7',
      traceFlags: 1,
    };
    context.with(trace.setSpanContext(ROOT_CONTEXT, span), () => run('answer', () => 1));
    await flush();
    expect(transport.events[0]).toMatchObject({ traceId: span.traceId, parentSpanId: span.spanId });
  });

  it('keeps our own requests out of every trace', async () => {
    register();
    const seen: unknown[] = [];
    const { flush, run } = createHeddle({
      context: otelContextManager(),
      exitFlushMs: 0,
      transport: {
        name: 'spy',
        send() {
          seen.push(
            trace.getActiveSpan(),
            context.active().getValue(Symbol.for('OpenTelemetry SDK Context Key SUPPRESS_TRACING')),
          );
          return { status: 'delivered' };
        },
      },
    });
    run('answer', () => 1);
    await flush();
    expect(seen.slice(0, 2)).toEqual([undefined, true]);
  });

  it('does not disturb an AsyncLocalStorage of the host’s', async () => {
    register();
    const storage = new AsyncLocalStorage<string>();
    await storage.run('mine', () =>
      heddle().run('answer', async () => {
        await Promise.resolve();
        expect(storage.getStore()).toBe('mine');
      }),
    );
  });
});
