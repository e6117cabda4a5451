import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { StdioClientTransport as StdioClientTransportV2 } from '@modelcontextprotocol/client/stdio';
import { validateEvents } from '@heddle/events';
import { recorder, sequenceProblems } from '@heddle/testing';
import { describe, expect, test } from 'vitest';
import type { Host } from './fixtures/host.ts';
import { hostV1, serveV1, stdioServer } from './fixtures/hosts-v1.ts';
import { hostV2, serveV2 } from './fixtures/hosts-v2.ts';
import { proxied } from './fixtures/proxied.ts';
import { story } from './fixtures/story.ts';
import { transcript } from './fixtures/transcript.ts';

const bare = <Client>(client: Client): Client => client;

type Connect = (transport: Transport) => Promise<Host>;

const overStdio: [name: string, file: string, connect: Connect, modern: boolean][] = [
  ['version 1', 'stdio-v1.ts', (transport) => hostV1(bare, transport), false],
  [
    'version 2, era of 2025',
    'stdio-v2.ts',
    (transport) => hostV2(bare, 'legacy', transport as never),
    false,
  ],
  [
    'version 2, era of 2026',
    'stdio-v2.ts',
    (transport) => hostV2(bare, 'modern', transport as never),
    true,
  ],
];

describe.each(overStdio)('%s', (name, file, connect, modern) => {
  test('a host does, gets and is thrown through the proxy what it would be without', async () => {
    const direct =
      name === 'version 1'
        ? new StdioClientTransport(stdioServer(file))
        : new StdioClientTransportV2(stdioServer(file));
    const host = await connect(direct as Transport);
    const expected = await transcript(host, { modern });
    await host.close();

    const { heddle, events, unfinished } = recorder();
    const { transport, exit } = proxied(heddle, { ...stdioServer(file), server: 'workshop' });
    const behind = await connect(transport);
    const actual = await transcript(behind, { modern });
    await behind.close();
    expect(await exit).toEqual({ code: 0, signal: null });

    expect(actual).toEqual(expected);
    const recorded = await events();
    expect(validateEvents(recorded).warnings).toEqual([]);
    expect(sequenceProblems(recorded)).toEqual([]);
    expect(await unfinished()).toEqual([]);
    expect(new Set(recorded.map(({ runId }) => runId)).size).toBe(1);
    const told = story(recorded);
    expect(told[0]).toBe('run');
    expect(told).toContain('  tool workshop.echo');
    expect(told).toContain('    tools/call refuse: isError');
    expect(told).toContain('    tools/call count: progress 3');
    if (!modern) expect(told).toContain('      <- sampling/createMessage');
    expect(told).toContain('      ~ notifications/message');
  });
});

const overHttp: [
  name: string,
  serve: () => Promise<{ url: URL; close(): Promise<void> }>,
  connect: Connect,
  modern: boolean,
][] = [
  ['version 1', () => serveV1(), (transport) => hostV1(bare, transport), false],
  [
    'version 2, era of 2025',
    () => serveV2('legacy'),
    (transport) => hostV2(bare, 'legacy', transport as never),
    false,
  ],
  [
    'version 2, era of 2026',
    () => serveV2('modern'),
    (transport) => hostV2(bare, 'modern', transport as never),
    true,
  ],
];

test.each(overHttp)(
  '%s: a server over HTTP is reached as one on a pipe',
  async (_name, serve, connect, modern) => {
    const http = await serve();
    const { heddle, unfinished } = recorder();
    const { transport, exit } = proxied(heddle, { url: http.url });
    const host = await connect(transport);
    const lines = await transcript(host, { modern });
    await host.close();
    expect(await exit).toEqual({ code: 0, signal: null });
    await http.close();
    const outcome = Object.fromEntries(lines) as Record<
      string,
      { value?: unknown; error?: { message: string } }
    >;
    expect(outcome['echo']).toMatchObject({ value: { content: [{ text: 'hello' }] } });
    expect(outcome['progress']).toMatchObject({ value: { seen: [{}, {}, {}] } });
    expect(outcome['sampling']).toMatchObject({
      value: { content: [{ text: 'the model said yes' }] },
    });
    expect(outcome['a tool that explodes']?.error?.message).toContain('the boiler burst');
    expect(outcome['a timeout']?.error?.message).toContain('timed out');
    expect(outcome['a prompt']).toMatchObject({ value: { messages: [{}] } });
    expect(await unfinished()).toEqual([]);
  },
);
