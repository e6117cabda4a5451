import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHeddle, http, memory, type Transport } from '@heddle/core';

/**
 * CPU from a wrapped call to redacted JSON that a receiver has acknowledged, in µs per event. The
 * receiver is in this process: reading the requests is part of the figure.
 */
export async function cpuPerEvent(
  calls = 20_000,
): Promise<{ events: number; microseconds: number }> {
  let events = 0;
  const { url, close } = await receiver();
  const heddle = createHeddle({
    agent: { key: 'bench' },
    transport: http({ url }),
    exitFlushMs: 0,
  });
  const tool = heddle.withTool('tool', async (x: number) => x + 1);
  const work = async (count: number): Promise<void> => {
    await heddle.run('bench', async () => {
      for (let index = 0; index < count; index++) {
        await tool(index);
        // Below what the buffer holds: an event that was shed has cost CPU and is not delivered.
        if (index % 2000 === 0) await heddle.flush(60_000);
      }
    });
    await heddle.flush(60_000);
  };
  await work(2000);
  const before = heddle.diagnostics().delivered;
  const cpu = process.cpuUsage();
  await work(calls);
  const { user, system } = process.cpuUsage(cpu);
  events = heddle.diagnostics().delivered - before;
  await heddle.shutdown();
  await close();
  if (events !== calls * 3 + 2) throw new Error(`${events} events of ${calls * 3 + 2} arrived`);
  return { events, microseconds: (user + system) / events };
}

/** 50,000 calls in one synchronous loop, to a transport of this process and over HTTP: what was lost. */
export async function bursts(): Promise<{ memory: Burst; http: Burst }> {
  const { url, close } = await receiver();
  const result = {
    memory: await burst(memory({ maxEvents: Number.POSITIVE_INFINITY })),
    http: await burst(http({ url })),
  };
  await close();
  return result;
}

export interface Burst {
  readonly lost: number;
  readonly expected: number;
}

async function burst(transport: Transport, calls = 50_000): Promise<Burst> {
  const heddle = createHeddle({ agent: { key: 'bench' }, transport, exitFlushMs: 0 });
  const tool = heddle.withTool('tool', (x: number) => x + 1);
  heddle.run('burst', () => {
    for (let index = 0; index < calls; index++) tool(index);
  });
  await heddle.flush(60_000);
  const expected = calls * 3 + 2;
  const { drops } = heddle.diagnostics();
  const lost = Object.values(drops).reduce((sum, { events }) => sum + events, 0);
  await heddle.shutdown();
  return { lost, expected };
}

async function receiver(): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      // More than a batch can hold: an answer that names fewer has the rest sent again, one by one.
      response.setHeader('content-type', 'application/json').end('{"accepted":100000}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
