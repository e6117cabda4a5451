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
 * `pnpm bench:mcp`: what a `tools/call` costs through a wrapped client, beside the bare one, over
 * the three ways there are: the time its caller waits, and the CPU time of this process, which
 * other work on the machine does not lengthen and which includes writing out all five events. The
 * clients take turns; the bare one comes twice, and the two must agree.
 */
const ROUNDS = 25;

interface Contestant {
  readonly name: string;
  readonly client: Client;
  readonly within: (work: () => Promise<void>) => Promise<void>;
}

const heddle = createHeddle({ agent: { key: 'bench' }, transport: noop(), exitFlushMs: 0 });
const closing: (() => unknown)[] = [() => heddle.shutdown()];

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

interface Sample {
  readonly wall: number;
  readonly cpu: number;
}

/** Microseconds per call. */
async function sample({ client, within }: Contestant, calls: number): Promise<Sample> {
  let wall = 0;
  const before = process.cpuUsage();
  await within(async () => {
    const start = process.hrtime.bigint();
    for (let call = 0; call < calls; call++) {
      await client.callTool({ name: 'echo', arguments: { text: 'hello' } });
    }
    wall = Number(process.hrtime.bigint() - start) / calls / 1000;
  });
  const { user, system } = process.cpuUsage(before);
  return { wall, cpu: (user + system) / calls };
}

async function race(name: string, calls: number, connect: (client: Client) => Promise<void>) {
  const all = await contestants(connect);
  const samples = all.map((): Sample[] => []);
  for (let round = -3; round < ROUNDS; round++) {
    for (const [index, each] of all.entries()) {
      const one = await sample(each, calls);
      if (round >= 0) samples[index]?.push(one);
    }
  }
  for (const clock of ['wall', 'cpu'] as const) {
    const [bare = 0, again = 0, wrapped = 0] = samples.map((list) =>
      median(list.map((each) => each[clock])),
    );
    const least = Math.min(bare, again);
    const cells = [bare, again, wrapped, wrapped - least].map((us) => us.toFixed(0));
    console.log(`| ${[name, clock, ...cells, `${(wrapped / least).toFixed(2)}x`].join(' | ')} |`);
  }
}

console.log(
  `Node ${process.versions.node}, ${cpus()[0]?.model ?? 'unknown'}; us per tools/call, medians of ${ROUNDS} rounds\n`,
);
console.log('| transport | clock | bare | bare again | wrapped | added | ratio |');
console.log('| --- | --- | --- | --- | --- | --- | --- |');

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
