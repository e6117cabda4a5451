import { createServer } from 'node:http';
import { cpus } from 'node:os';
import type { AddressInfo } from 'node:net';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { createHeddle, noop } from '@heddle/core';
import { wrapMcpClient } from '@heddle/mcp';
import { median } from '../core/measure.ts';
import { entry, server } from './server.ts';

/**
 * `pnpm bench:mcp`: what a `tools/call` costs its caller through a wrapped client, beside the bare
 * one, over the three ways there are. The two take turns, so that whatever else the machine does
 * meets both alike; the bare client comes twice, and the two must agree.
 */
const ROUNDS = 25;

interface Contestant {
  readonly name: string;
  readonly client: Client;
  readonly within: (work: () => Promise<void>) => Promise<void>;
}

const heddle = createHeddle({ agent: { key: 'bench' }, transport: noop(), exitFlushMs: 0 });
const closing: (() => Promise<unknown> | unknown)[] = [() => heddle.shutdown()];

async function contestants(connect: (client: Client) => Promise<void>): Promise<Contestant[]> {
  const make = async (name: string): Promise<Contestant> => {
    const client = new Client({ name: 'bench', version: '1' });
    const isWrapped = name === 'wrapped';
    if (isWrapped) wrapMcpClient(heddle, client, { server: 'bench' });
    await connect(client);
    closing.push(() => client.close());
    const within: Contestant['within'] = isWrapped
      ? async (work) => {
          await heddle.run('bench', work);
          await heddle.flush();
        }
      : (work) => work();
    return { name, client, within };
  };
  return [await make('bare'), await make('bare again'), await make('wrapped')];
}

async function microseconds({ client, within }: Contestant, calls: number): Promise<number> {
  let time = 0;
  await within(async () => {
    const start = process.hrtime.bigint();
    for (let call = 0; call < calls; call++) {
      await client.callTool({ name: 'echo', arguments: { text: 'hello' } });
    }
    time = Number(process.hrtime.bigint() - start) / calls / 1000;
  });
  return time;
}

async function race(name: string, calls: number, connect: (client: Client) => Promise<void>) {
  const all = await contestants(connect);
  const times = new Map<string, number[]>(all.map((each) => [each.name, []]));
  for (let round = -3; round < ROUNDS; round++) {
    for (const each of all) {
      const time = await microseconds(each, calls);
      if (round >= 0) times.get(each.name)?.push(time);
    }
  }
  const [bare = 0, again = 0, wrapped = 0] = all.map((each) => median(times.get(each.name) ?? []));
  const cells = [bare, again, wrapped, wrapped - Math.min(bare, again)].map((us) => us.toFixed(1));
  const ratio = wrapped / Math.min(bare, again);
  console.log(`| ${[name, ...cells, `${ratio.toFixed(2)}x`].join(' | ')} |`);
}

console.log(
  `Node ${process.versions.node}, ${cpus()[0]?.model ?? 'unknown'}; us per tools/call, medians of ${ROUNDS} rounds\n`,
);
console.log('| transport | bare | bare again | wrapped | added | ratio |');
console.log('| --- | --- | --- | --- | --- | --- |');

await race('in memory', 500, async (client) => {
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await server().connect(theirs);
  await client.connect(ours);
});

await race('stdio', 200, (client) =>
  client.connect(
    new StdioClientTransport({ command: process.execPath, args: ['--import', 'tsx', entry] }),
  ),
);

await race('Streamable HTTP', 60, async (client) => {
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: () => crypto.randomUUID(),
    enableJsonResponse: true,
  });
  await server().connect(transport as Transport);
  const http = createServer((request, response) => void transport.handleRequest(request, response));
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve);
  });
  closing.push(() => {
    http.closeAllConnections();
    http.close();
  });
  const { port } = http.address() as AddressInfo;
  const url = new URL(`http://127.0.0.1:${port}/mcp`);
  await client.connect(new StreamableHTTPClientTransport(url) as Transport);
});

for (const close of closing.reverse()) await close();
