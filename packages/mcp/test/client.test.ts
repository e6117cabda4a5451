import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import {
  CreateMessageRequestSchema,
  type JSONRPCMessage,
} from '@modelcontextprotocol/sdk/types.js';
import { Client as ClientV2 } from '@modelcontextprotocol/client';
import { ConfigError, createHeddle, GuardBlockedError, memory, policies } from '@heddle/core';
import { recorder } from '@heddle/testing';
import { describe, expect, test } from 'vitest';
import { wrapMcpClient, type McpClientOptions } from '../src/index.ts';
import { hostV1, httpV1, inMemoryV1 } from './fixtures/hosts-v1.ts';
import { httpV2, inMemoryV2 } from './fixtures/hosts-v2.ts';
import { workshopV1 } from './fixtures/server-v1.ts';
import { story } from './fixtures/story.ts';

type RecorderOptions = NonNullable<Parameters<typeof recorder>[0]>;

async function agent(recording: RecorderOptions = {}, options: Partial<McpClientOptions> = {}) {
  const recorded = recorder(recording);
  const host = await inMemoryV1((client) =>
    wrapMcpClient(recorded.heddle, client, { server: 'workshop', ...options }),
  );
  await recorded.clear();
  return { ...recorded, host, client: host.client };
}

describe('the client object', () => {
  test.each([
    ['version 1', () => new Client({ name: 'c', version: '1' }), Client],
    ['version 2', () => new ClientV2({ name: 'c', version: '1' }), ClientV2],
  ])('%s stays itself', (_name, make, constructor) => {
    const { heddle } = recorder();
    const client = make();
    const names = Object.keys(client);
    const { length, name } = client.callTool;
    expect(wrapMcpClient(heddle, client, { server: 's' })).toBe(client);
    expect(client).toBeInstanceOf(constructor);
    expect(client.callTool).toHaveLength(length);
    expect(client.callTool.name).toBe(name);
    expect(Object.keys(client)).toEqual(names);
    expect(client.transport).toBeUndefined();
  });

  test('wrapping it twice is wrapping it once, also by another Heddle', async () => {
    const { host, heddle, client, events } = await agent();
    wrapMcpClient(heddle, client, { server: 'workshop' });
    wrapMcpClient(recorder().heddle, client, { server: 'workshop' });
    await heddle.run('r', () => host.call({ name: 'echo', arguments: {} }));
    expect(await events('agent.tool.called')).toHaveLength(1);
    await host.close();
  });

  test('a client that is connected already can be wrapped', async () => {
    const { heddle, events } = recorder();
    const host = await inMemoryV1((client) => client);
    wrapMcpClient(heddle, host.client, { server: 'workshop' });
    const result = await heddle.run('r', () => host.call({ name: 'meta', arguments: {} }));
    expect(JSON.stringify(result)).toContain('traceparent');
    expect(await events('agent.tool.called')).toHaveLength(1);
    await host.close();
  });

  test('a Heddle that is disabled leaves the client alone', () => {
    const heddle = createHeddle({ enabled: false, transport: memory() });
    const client = new Client({ name: 'c', version: '1' });
    wrapMcpClient(heddle, client, { server: 's' });
    expect(Object.hasOwn(client, 'callTool')).toBe(false);
  });

  test('what is no client, and a server without a name, are refused at once', () => {
    const { heddle } = recorder();
    const client = new Client({ name: 'c', version: '1' });
    expect(() => wrapMcpClient(heddle, client, { server: '' })).toThrow(ConfigError);
    expect(() => wrapMcpClient(heddle, {} as never, { server: 's' })).toThrow(
      'a client of the MCP SDK',
    );
  });

  test('handlers, transport, onclose and onerror are the host’s own', async () => {
    const { heddle } = recorder();
    const told: unknown[][] = [];
    for (const wrap of [false, true]) {
      const [ours, theirs] = InMemoryTransport.createLinkedPair();
      await workshopV1().connect(theirs);
      const { client } = await hostV1(
        (made) => (wrap ? wrapMcpClient(heddle, made, { server: 'workshop' }) : made),
        ours,
      );
      expect(client.transport).toBe(ours);
      const heard: unknown[] = [];
      client.onclose = () => heard.push('closed');
      client.onerror = (error) => heard.push(error.message);
      ours.onerror?.(new Error('a hiccup'));
      client.removeRequestHandler('sampling/createMessage');
      expect(() => client.assertCanSetRequestHandler('roots/list')).toThrow('already exists');
      await client.close();
      told.push(heard);
    }
    expect(told[1]).toEqual(told[0]);
    expect(told[1]).toContain('closed');
  });

  test('a subclass may have a callTool of its own', async () => {
    class Shouting extends Client {
      override async callTool(...args: Parameters<Client['callTool']>) {
        const result = await super.callTool(...args);
        return { ...result, shouted: true };
      }
    }
    const { heddle, types } = recorder();
    const [ours, theirs] = InMemoryTransport.createLinkedPair();
    await workshopV1().connect(theirs);
    const client = wrapMcpClient(heddle, new Shouting({ name: 'c', version: '1' }), {
      server: 'w',
    });
    await client.connect(ours);
    const result = await heddle.run('r', () => client.callTool({ name: 'echo', arguments: {} }));
    expect(result).toMatchObject({ shouted: true });
    expect((await types()).filter((type) => type === 'agent.tool.called')).toHaveLength(1);
    await client.close();
  });

  test('a frozen transport still carries the calls', async () => {
    const codes: string[] = [];
    const { heddle, events } = recorder({ onDiagnostic: ({ code }) => codes.push(code) });
    const [ours, theirs] = InMemoryTransport.createLinkedPair();
    await workshopV1().connect(theirs);
    const stiff = { start: () => ours.start(), close: () => ours.close() };
    const transport = Object.freeze({
      ...stiff,
      send: (message: JSONRPCMessage) => ours.send(message),
      set onmessage(handler: never) {
        ours.onmessage = handler;
      },
      set onclose(handler: never) {
        ours.onclose = handler;
      },
      set onerror(_handler: never) {},
    });
    const { call, close } = await hostV1(
      (client) => wrapMcpClient(heddle, client, { server: 'workshop' }),
      transport as never,
    );
    expect(await call({ name: 'echo', arguments: { text: 'x' } })).toBeDefined();
    expect(await events('agent.tool.called')).toHaveLength(1);
    expect(codes).toEqual(['transport_untapped']);
    await close();
  });
});

describe('the context in _meta', () => {
  test('names the span of the request, its run and its session', async () => {
    const { host, heddle, events } = await agent();
    const result = (await heddle.session({ sessionId: 'ses_7' }, () =>
      heddle.run('r', () => host.call({ name: 'meta', arguments: {} })),
    )) as { content: { text: string }[] };
    const meta = JSON.parse(result.content[0]?.text ?? '') as Record<string, string>;
    const called = (await events('agent.mcp.called')).at(-1);
    expect(meta['traceparent']).toBe(`00-${called?.traceId}-${called?.spanId}-01`);
    expect(meta['baggage']).toContain(`heddle.run.id=${called?.runId}`);
    expect(meta['baggage']).toContain('heddle.session.id=ses_7');
    await host.close();
  });

  test('joins what the host put there, and changes none of the host’s objects', async () => {
    const { host, heddle } = await agent();
    const _meta = Object.freeze({
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      baggage: 'tenant=acme',
      'com.example/key': 7,
    });
    const params = Object.freeze({ name: 'meta', arguments: Object.freeze({}), _meta });
    const result = (await heddle.run('r', () => host.call(params as never))) as {
      content: { text: string }[];
    };
    const meta = JSON.parse(result.content[0]?.text ?? '') as Record<string, unknown>;
    expect(meta).toMatchObject({ traceparent: _meta.traceparent, 'com.example/key': 7 });
    expect(meta['tracestate']).toBeUndefined();
    expect(meta['baggage']).toMatch(/heddle\.run\.id=run_[^,]+,.*tenant=acme/);
    await host.close();
  });

  test('stays at home when propagation is off', async () => {
    const { host, heddle } = await agent({}, { propagate: false });
    const result = await heddle.run('r', () => host.call({ name: 'meta', arguments: {} }));
    expect(JSON.stringify(result)).not.toContain('traceparent');
    await host.close();
  });
});

describe('tools', () => {
  test('inside a withTool the request is linked to it, not told as a second tool', async () => {
    const { host, heddle, events } = await agent();
    const search = heddle.withTool('search', () => host.call({ name: 'echo', arguments: {} }));
    await heddle.run('r', search);
    expect(story(await events())).toEqual(['run', '  tool search', '    tools/call echo']);
    await host.close();
  });

  test('a tool that the server calls destructive is a dangerous one', async () => {
    const { host, heddle, client, events } = await agent();
    await heddle.run('r', async () => {
      await client.listTools({ cursor: '10' });
      await client.listTools();
      await host.call({ name: 'demolish', arguments: { house: 'old' } });
      await host.call({ name: 'echo', arguments: {} });
    });
    const tools = await events('agent.tool.called');
    expect(tools.map(({ action }) => action)).toMatchObject([
      { type: 'delete', riskLevel: 'high' },
      { type: 'read', riskLevel: 'low' },
    ]);
    expect(tools[0]).toMatchObject({
      tool: { name: 'workshop.demolish', provider: 'mcp', riskLevel: 'high' },
      resource: { provider: 'workshop' },
    });
    await host.close();
  });

  test('the host knows better', async () => {
    const table = { echo: { action: 'communicate', riskLevel: 'critical' as const } };
    const ask: McpClientOptions['tools'] = (tool, args) => ({
      resource: { type: 'house', externalId: `${tool}:${(args as { house?: string }).house}` },
    });
    for (const tools of [table, ask]) {
      const { host, heddle, events } = await agent({}, { tools });
      await heddle.run('r', () => host.call({ name: 'echo', arguments: { house: 'h1' } }));
      const [called] = await events('agent.tool.called');
      if (tools === table)
        expect(called?.action).toEqual({ type: 'communicate', riskLevel: 'critical' });
      else expect(called?.resource).toMatchObject({ type: 'house', externalId: 'echo:h1' });
      await host.close();
    }
  });

  test('monitor lets through what enforce refuses, and enforce keeps it from the server', async () => {
    for (const mode of ['monitor', 'enforce'] as const) {
      const { host, heddle, events } = await agent({
        mode,
        gate: policies([
          {
            key: 'old-houses',
            effect: 'block',
            match: { arguments: [{ path: 'house', op: 'equals', value: 'old' }] },
          },
        ]),
      });
      const sent: unknown[] = [];
      const transport = host.client.transport as InMemoryTransport;
      const send = transport.send.bind(transport);
      transport.send = (message, options) => {
        sent.push(message);
        return send(message, options);
      };
      const outcome = await heddle
        .run('r', () => host.call({ name: 'demolish', arguments: { house: 'old' } }))
        .catch((error: unknown) => error);
      if (mode === 'enforce') {
        expect(outcome).toBeInstanceOf(GuardBlockedError);
        expect(outcome).toMatchObject({ tool: { name: 'workshop.demolish' } });
        expect(sent).toEqual([]);
        expect((await events('agent.tool.called')).map((event) => event.outcome)).toEqual([
          'blocked',
        ]);
        expect(await events('agent.mcp.called')).toEqual([]);
      } else {
        expect(outcome).toMatchObject({ content: [{ text: 'gone' }] });
        expect(await events('agent.guardrail.evaluated')).toHaveLength(1);
      }
      expect(
        await heddle.run('r', () => host.call({ name: 'demolish', arguments: { house: 'new' } })),
      ).toBeDefined();
      await host.close();
    }
  });

  test('an approval is waited for without the request’s own clock running', async () => {
    let approve: (answer: { status: 'approved' }) => void = () => {};
    const { host, heddle, types } = await agent({
      mode: 'enforce',
      gate: policies([{ key: 'ask', effect: 'require_approval', match: { tool: 'workshop.*' } }]),
      approvals: () => new Promise((resolve) => (approve = resolve)),
    });
    const call = heddle.run('r', () => host.call({ name: 'echo', arguments: {} }, { timeout: 50 }));
    await new Promise((resolve) => setTimeout(resolve, 120));
    approve({ status: 'approved' });
    expect(await call).toBeDefined();
    expect((await types()).filter((type) => type.includes('approval'))).toEqual([
      'agent.approval.requested',
      'agent.approval.resolved',
    ]);
    await host.close();
  });

  test('request() with tools/call is the same call', async () => {
    const { heddle, client, host, events } = await agent({
      mode: 'enforce',
      gate: policies([{ key: 'no', effect: 'block', match: { tool: 'workshop.demolish' } }]),
    });
    const { CallToolResultSchema } = await import('@modelcontextprotocol/sdk/types.js');
    const request = (name: string) =>
      client.request(
        { method: 'tools/call', params: { name, arguments: {} } },
        CallToolResultSchema,
      );
    await heddle.run('r', async () => {
      await request('echo');
      await expect(request('demolish')).rejects.toBeInstanceOf(GuardBlockedError);
    });
    expect(story(await events())).toEqual([
      'run',
      '  tool workshop.echo',
      '    tools/call echo',
      expect.stringMatching(/^ {2}tool workshop\.demolish: blocked/),
    ]);
    await host.close();
  });
});

describe('what happens in the course of a call', () => {
  const hosts = [
    ['version 1 in memory', inMemoryV1],
    ['version 1 over HTTP', httpV1],
    ['version 2, era of 2026, over HTTP', httpV2('modern')],
    ['version 2, era of 2026, in memory', inMemoryV2('modern')],
  ] as const;

  test.each(hosts)('%s: a progress callback runs in the run of its call', async (_name, open) => {
    const { heddle, events } = recorder();
    const host = await open((client) => wrapMcpClient(heddle, client, { server: 'workshop' }));
    const note = heddle.withTool('note', (progress: number) => progress);
    const count = (run: string, to: number) =>
      heddle.run(run, () =>
        host.call(
          { name: 'count', arguments: { to } },
          { onprogress: ({ progress }) => note(progress) },
        ),
      );
    await Promise.all([count('one', 1), count('two', 2)]);
    await host.close();
    const runs = new Map(
      (await events('agent.run.started')).map((event) => [event.runId, event.run.name]),
    );
    const noted = (await events('agent.tool.called')).filter(({ tool }) => tool.name === 'note');
    expect(noted.map(({ runId }) => runs.get(runId)).sort()).toEqual(['one', 'two', 'two']);
  });

  test.each(hosts.slice(0, 3))(
    '%s: so does the handler of what the server asks',
    async (_name, open) => {
      const { heddle, events } = recorder();
      const think = heddle.withLLM({ model: 'm' }, async () => 'yes');
      const host = await open((client) => {
        const wrapped = wrapMcpClient(heddle, client, { server: 'workshop' });
        const set = wrapped as unknown as { setRequestHandler: (...args: unknown[]) => void };
        const original = set.setRequestHandler.bind(wrapped);
        set.setRequestHandler = (what: unknown, handler: unknown) => {
          const isSampling =
            what === CreateMessageRequestSchema || what === 'sampling/createMessage';
          if (!isSampling) return original(what, handler);
          return original(what, async (...args: unknown[]) => {
            await think();
            return (handler as (...given: unknown[]) => unknown)(...args);
          });
        };
        return wrapped;
      });
      // The calls of two runs overlap; over HTTP the stream tells which of them the question is about.
      const ask = (run: string) =>
        heddle.run(run, () => host.call({ name: 'ask', arguments: { question: run } }));
      if (open === inMemoryV1) await ask('one');
      else await Promise.all([ask('one'), ask('two')]);
      await host.close();
      for (const { runId } of await events('agent.run.started')) {
        expect(story((await events()).filter((event) => event.runId === runId))).toEqual([
          'run',
          '  tool workshop.ask',
          expect.stringMatching(/^ {4}tools\/call ask(: 2 requests)?$/),
          '      <- sampling/createMessage',
          '        llm',
        ]);
      }
    },
  );

  test('a call made from a handler is a call of its own, with its tool’s events', async () => {
    const { heddle, events } = recorder();
    const other = await inMemoryV1((client) => wrapMcpClient(heddle, client, { server: 'other' }));
    const host = await inMemoryV1((client) =>
      wrapMcpClient(heddle, client, { server: 'workshop' }),
    );
    host.client.setRequestHandler(CreateMessageRequestSchema, async () => {
      await host.call({ name: 'echo', arguments: {} });
      await other.call({ name: 'echo', arguments: {} });
      return { model: 'm', role: 'assistant', content: { type: 'text', text: 'yes' } };
    });
    await heddle.run('r', () => host.call({ name: 'ask', arguments: {} }));
    expect(story((await events()).filter(({ runId }) => runId !== undefined))).toEqual([
      'run',
      '  tool workshop.ask',
      '    tools/call ask',
      '      <- sampling/createMessage',
      '        tool workshop.echo',
      '          tools/call echo',
      '        tool other.echo',
      '          tools/call echo',
    ]);
    await host.close();
    await other.close();
  });

  test('what cannot be told apart is attributed to no run', async () => {
    const { heddle, events, clear } = recorder();
    const host = await inMemoryV1((client) =>
      wrapMcpClient(heddle, client, { server: 'workshop' }),
    );
    const transport = host.client.transport as InMemoryTransport;
    const controller = new AbortController();
    const wait = (run: string) =>
      heddle
        .run(run, () => host.call({ name: 'wait', arguments: {} }, { signal: controller.signal }))
        .catch(() => undefined);
    const waiting = [wait('one'), wait('two')];
    await new Promise(setImmediate);
    await clear();
    const changed = { jsonrpc: '2.0', method: 'notifications/tools/list_changed' } as const;
    heddle.detached(() => transport.onmessage?.(changed));
    const [told] = await events('agent.mcp.completed');
    expect(told?.mcp.method).toBe(changed.method);
    expect(told?.runId).toBeUndefined();
    controller.abort();
    await Promise.all(waiting);
    await host.close();
  });
});

describe('outside any run', () => {
  test('a tool opens a run of its own; a ping does not', async () => {
    const { host, client, events } = await agent();
    await client.ping();
    await client.listTools();
    await host.call({ name: 'echo', arguments: {} });
    expect((await events('agent.run.started')).map(({ run }) => run.name)).toEqual(['workshop']);
    const methods = (await events('agent.mcp.completed')).map((event) => [
      event.mcp.method,
      !!event.runId,
    ]);
    expect(methods).toEqual([
      ['ping', false],
      ['tools/list', false],
      ['tools/call', true],
    ]);
    await host.close();
  });

  test.each(['bare', 'ignore'] as const)('%s is obeyed', async (outsideRun) => {
    const { host, client, events } = await agent({ outsideRun });
    await client.ping();
    await host.call({ name: 'echo', arguments: {} });
    expect(await events('agent.run.started')).toEqual([]);
    expect((await events('agent.mcp.completed')).length).toBe(outsideRun === 'bare' ? 2 : 0);
    await host.close();
  });
});

test('capture says how much of parameters and results is kept', async () => {
  const { host, heddle, events } = await agent({}, { capture: 'none' });
  await heddle.run('r', async () => {
    await host.call({ name: 'echo', arguments: { text: 'a secret' } });
  });
  expect(JSON.stringify(await events())).not.toContain('a secret');
  await host.close();
});
