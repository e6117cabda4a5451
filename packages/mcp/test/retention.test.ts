import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { recorder } from '@heddle/testing';
import { expect, test } from 'vitest';
import { wrapMcpClient, wrapMcpServer } from '../src/index.ts';
import type { Host, OpenHost } from './fixtures/host.ts';
import {
  hostV1,
  httpTransportV1,
  httpV1,
  inMemoryV1,
  serveV1,
  stdioV1,
} from './fixtures/hosts-v1.ts';
import { hostV2, serveV2, stdioV2 } from './fixtures/hosts-v2.ts';

// The project starts Node with --expose-gc.
const collectGarbage = globalThis.gc as () => void;

/** Several turns: a promise's context is let go a few steps after the promise. */
async function collected(reference: WeakRef<object>): Promise<boolean> {
  for (let turn = 0; turn < 20; turn++) {
    await new Promise(setImmediate);
    collectGarbage();
    if (reference.deref() === undefined) return true;
  }
  return false;
}

/** Servers are opened outside of the run: what is in question is the client and its transport. */
const hosts: [name: string, prepare: () => Promise<OpenHost>][] = [
  ['version 1 in memory', async () => inMemoryV1],
  ['version 1 over stdio', async () => stdioV1],
  [
    'version 1 over HTTP',
    async () => {
      const { url, close } = await serveV1();
      return (prepare) => hostV1(prepare, httpTransportV1(url), close);
    },
  ],
  ['version 2, era of 2026, over stdio', async () => stdioV2('modern')],
  [
    'version 2, era of 2026, over HTTP',
    async () => {
      const { url, close } = await serveV2('modern');
      return (prepare) => hostV2(prepare, 'modern', new StreamableHTTPClientTransport(url), close);
    },
  ],
];

test.each(hosts)(
  '%s: a connection that was opened and used in a run does not keep that run alive',
  async (_name, serve) => {
    const { heddle, clear } = recorder();
    const open = await serve();
    let host: Host | undefined;
    const useInARun = async (): Promise<WeakRef<object>> => {
      let scope: WeakRef<object> | undefined;
      await heddle.run('r', async () => {
        scope = new WeakRef(heddle.instrument.context.active() as object);
        host = await open((client) => wrapMcpClient(heddle, client, { server: 'workshop' }));
        await host.client.listTools();
        await host.call({ name: 'count', arguments: { to: 2 } }, { onprogress: () => {} });
        await host.call({ name: 'ask', arguments: { question: '?' } });
        await host.call({ name: 'talk', arguments: { words: ['a'] } });
        await host.call({ name: 'wait', arguments: {} }, { timeout: 20 }).catch(() => undefined);
      });
      return scope as WeakRef<object>;
    };
    const run = await useInARun();
    await clear();
    expect(await collected(run)).toBe(true);
    // The connection is alive and well, and goes on in the name of whoever calls now.
    expect(await (host as Host).call({ name: 'echo', arguments: { text: 'x' } })).toBeDefined();
    await (host as Host).close();
  },
);

test('a server does not keep the runs of its callers alive either', async () => {
  const { heddle, clear } = recorder();
  const scopes: WeakRef<object>[] = [];
  const note = heddle.withTool('note', async () => {
    scopes.push(new WeakRef(heddle.instrument.context.active() as object));
  });
  const host = await httpV1(
    (client) => wrapMcpClient(heddle, client, { server: 'workshop' }),
    (server) => {
      const wrapped = wrapMcpServer(heddle, server);
      const handlers = (wrapped as unknown as { _requestHandlers: Map<string, AnyHandler> })
        ._requestHandlers;
      const handler = handlers.get('tools/call') as AnyHandler;
      handlers.set('tools/call', async (...args) => {
        await note();
        return handler(...args);
      });
      return wrapped;
    },
  );
  await heddle.run('r', async () => {
    await host.call({ name: 'ask', arguments: { question: '?' } });
  });
  await clear();
  expect(scopes).toHaveLength(1);
  expect(await collected(scopes[0] as WeakRef<object>)).toBe(true);
  await host.close();
});

type AnyHandler = (...args: unknown[]) => unknown;
