import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { McpServer as McpServerV2 } from '@modelcontextprotocol/server';
import { policies } from '@heddle/core';
import { recorder, sequenceProblems, type Recorder } from '@heddle/testing';
import type { AgentEvent } from '@heddle/events';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { wrapMcpClient, wrapMcpServer } from '../src/index.ts';
import type { Host, Prepare } from './fixtures/host.ts';
import { httpV1, inMemoryV1 } from './fixtures/hosts-v1.ts';
import { httpV2, inMemoryV2 } from './fixtures/hosts-v2.ts';
import { story } from './fixtures/story.ts';

const bare: Prepare = (client) => client;

type Dress = Parameters<typeof inMemoryV1>[1];

const hosts: [
  name: string,
  open: (prepare: Prepare, dress: NonNullable<Dress>) => Promise<Host>,
][] = [
  ['version 1 in memory', inMemoryV1],
  ['version 1 over HTTP', httpV1],
  [
    'version 2, era of 2025, in memory',
    (prepare, dress) => inMemoryV2('legacy', dress as never)(prepare),
  ],
  [
    'version 2, era of 2025, over HTTP',
    (prepare, dress) => httpV2('legacy', dress as never)(prepare),
  ],
  [
    'version 2, era of 2026, in memory',
    (prepare, dress) => inMemoryV2('modern', dress as never)(prepare),
  ],
  [
    'version 2, era of 2026, over HTTP',
    (prepare, dress) => httpV2('modern', dress as never)(prepare),
  ],
];

describe.each(hosts)('%s', (_name, open) => {
  async function both(options: Parameters<typeof recorder>[0] = {}): Promise<{
    agent: Recorder;
    service: Recorder;
    host: Host;
  }> {
    const agent = recorder({ agent: { key: 'agent' } });
    const service = recorder({ agent: { key: 'service' }, ...options });
    const host = await open(
      (client) => wrapMcpClient(agent.heddle, client, { server: 'workshop' }),
      (server) => wrapMcpServer(service.heddle, server),
    );
    return { agent, service, host };
  }

  test('a tool is called in a run of the server, in the trace and the session of its caller', async () => {
    const { agent, service, host } = await both();
    await agent.heddle.session({ sessionId: 'ses_1' }, () =>
      agent.heddle.run('errand', () => host.call({ name: 'echo', arguments: { text: 'hi' } })),
    );
    await host.close();

    const asked = (await agent.events()).filter(ofTool);
    const served = (await service.events()).filter(ofRun);
    expect(story(served)).toEqual(['run', '  tool workshop.echo', '    tools/call echo']);
    const [first] = served;
    expect(first?.traceId).toBe(asked[0]?.traceId);
    expect(first?.sessionId).toBe('ses_1');
    expect(first?.parentRunId).toBe(asked[0]?.runId);
    expect(first?.runId).not.toBe(asked[0]?.runId);
    expect(first?.agentKey).toBe('service');
    expect(first?.parentSpanId).toBe(asked.find(({ type }) => type === 'agent.mcp.called')?.spanId);
    expect(sequenceProblems([...(await agent.events()), ...(await service.events())])).toEqual([]);
  });

  test('what a handler does lies in its tool', async () => {
    const service = recorder();
    const look = service.heddle.withTool('look', async () => 'found');
    const host = await open(bare, (server) => {
      const wrapped = wrapMcpServer(service.heddle, server);
      const inner = wrapped as unknown as {
        _requestHandlers: Map<string, (...args: unknown[]) => unknown>;
      };
      const handler = inner._requestHandlers.get('tools/call');
      inner._requestHandlers.set('tools/call', async (...args) => {
        await look();
        return handler?.(...args);
      });
      return wrapped;
    });
    await host.call({ name: 'echo', arguments: { text: 'hi' } });
    await host.close();
    expect(story((await service.events()).filter(ofRun))).toEqual([
      'run',
      '  tool workshop.echo',
      '    tools/call echo',
      '      tool look',
    ]);
  });

  test('a tool that fails is told as failed, and a protocol error as one', async () => {
    const { service, host } = await both();
    await host.call({ name: 'refuse', arguments: {} });
    await host.call({ name: 'explode', arguments: {} }).catch(() => undefined);
    await host.close();
    expect(story((await service.events()).filter(ofRun))).toEqual([
      'run',
      '  tool workshop.refuse: failed, "I would rather not"',
      '    tools/call refuse: isError',
      'run: failed, "the boiler burst"',
      '  tool workshop.explode: failed, "the boiler burst"',
      '    tools/call explode: failed, "the boiler burst"',
    ]);
    expect(await service.unfinished()).toEqual([]);
  });

  test('in enforce mode a refused tool does not run, and the caller learns why', async () => {
    const { service, host } = await both({
      mode: 'enforce',
      gate: policies([
        {
          key: 'no-demolition',
          effect: 'block',
          match: { tool: '*.demolish' },
          reason: 'Listed building.',
        },
      ]),
    });
    const error = await host
      .call({ name: 'demolish', arguments: {} })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: -32_001,
      data: { reason: 'Listed building.', matched_guardrail: 'no-demolition', mode: 'enforce' },
    });
    expect(await host.call({ name: 'echo', arguments: { text: 'still here' } })).toBeDefined();
    await host.close();
    expect((await service.events('agent.tool.called')).map(({ outcome }) => outcome)).toEqual([
      'blocked',
      'completed',
    ]);
    expect(await service.unfinished()).toEqual([]);
  });

  test('a tool that needs an approval waits for it', async () => {
    const answers = ['approved', 'rejected'] as const;
    let asked = 0;
    const { host, service } = await both({
      mode: 'enforce',
      gate: policies([{ key: 'ask', effect: 'require_approval', match: { tool: '*.demolish' } }]),
      approvals: async () => ({ status: answers[asked++] ?? 'expired' }),
    });
    expect(await host.call({ name: 'demolish', arguments: {} })).toMatchObject({
      content: [{ text: 'gone' }],
    });
    const error = await host
      .call({ name: 'demolish', arguments: {} })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: -32_002, data: { status: 'rejected' } });
    await host.close();
    expect(await service.unfinished()).toEqual([]);
  });
});

test('a call that is cancelled while a person thinks is never made, and not answered', async () => {
  const service = recorder({
    mode: 'enforce',
    gate: policies([{ key: 'ask', effect: 'require_approval', match: {} }]),
    approvals: (_request, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('nobody waits')));
      }),
  });
  const host = await inMemoryV1(bare, (server) => wrapMcpServer(service.heddle, server));
  const controller = new AbortController();
  const call = host.call({ name: 'demolish', arguments: {} }, { signal: controller.signal });
  controller.abort('changed my mind');
  await expect(call).rejects.toThrow('changed my mind');
  expect((await service.events('agent.tool.called')).map(({ outcome }) => outcome)).toEqual([
    'blocked',
  ]);
  await host.close();
});

test.each([
  ['version 1', (name: string) => new McpServer({ name, version: '1' })],
  ['version 2', (name: string) => new McpServerV2({ name, version: '1' }) as never as McpServer],
])('an McpServer of %s is wrapped through the Server it stands before', async (_name, make) => {
  const { heddle, events } = recorder();
  const server = make('weather');
  expect(wrapMcpServer(heddle, server)).toBe(server);
  expect(wrapMcpServer(heddle, server)).toBe(server);
  server.registerTool('forecast', { inputSchema: z.object({ city: z.string() }) }, ({ city }) => ({
    content: [{ type: 'text', text: `fine in ${city}` }],
  }));
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await server.connect(theirs);
  const client = new Client({ name: 'c', version: '1' });
  await client.connect(ours);
  expect(await client.callTool({ name: 'forecast', arguments: { city: 'Oslo' } })).toMatchObject({
    content: [{ text: 'fine in Oslo' }],
  });
  await client.close();
  expect(story((await events()).filter(ofRun))).toEqual([
    'run',
    '  tool weather.forecast',
    '    tools/call forecast',
  ]);
});

test.each(hosts.slice(0, 4))(
  '%s: what a server asks of its client is told on both sides, below the call that needed it',
  async (_name, open) => {
    const agent = recorder({ agent: { key: 'agent' } });
    const service = recorder({ agent: { key: 'service' } });
    const host = await open(
      (client) => wrapMcpClient(agent.heddle, client, { server: 'workshop' }),
      (server) => wrapMcpServer(service.heddle, server),
    );
    await agent.heddle.run('errand', () =>
      host.call({ name: 'ask', arguments: { question: '?' } }),
    );
    await host.close();
    const told = [
      'run',
      '  tool workshop.ask',
      '    tools/call ask',
      '      <- sampling/createMessage',
    ];
    expect(story((await agent.events()).filter(ofRun))).toEqual(told);
    expect(story((await service.events()).filter(ofRun))).toEqual(told);
    expect(await service.unfinished()).toEqual([]);
  },
);

function ofTool(event: AgentEvent): boolean {
  return 'tool' in event || ('mcp' in event && event.mcp.method === 'tools/call');
}

function ofRun(event: AgentEvent): boolean {
  return event.runId !== undefined;
}
