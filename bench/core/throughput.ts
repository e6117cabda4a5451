import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHeddle, http, memory } from '@heddle/core';

/**
 * CPU from a wrapped call to redacted JSON that a receiver has acknowledged, in µs per event. The
 * receiver is in this process: reading the requests is part of the figure.
 */
export async function cpuPerEvent(
  calls = 20_000,
): Promise<{ events: number; microseconds: number }> {
  let events = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      // More than a batch can hold: an answer that names fewer has the rest sent again, one by one.
      response.setHeader('content-type', 'application/json').end('{"accepted":100000}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const heddle = createHeddle({
    agent: { key: 'bench' },
    transport: http({ url: `http://127.0.0.1:${port}` }),
    exitFlushMs: 0,
  });
  const tool = heddle.withTool('tool', async (x: number) => x + 1);
  const work = async (count: number): Promise<void> => {
    await heddle.run('bench', async () => {
      for (let index = 0; index < count; index++) {
        await tool(index);
        if (index % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
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
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  return { events, microseconds: (user + system) / events };
}

/** 50,000 calls in one synchronous loop: what was lost, and the most that was held. */
export async function burst(calls = 50_000): Promise<{ lost: number; recorded: number }> {
  const transport = memory({ maxEvents: Number.POSITIVE_INFINITY });
  const heddle = createHeddle({ agent: { key: 'bench' }, transport, exitFlushMs: 0 });
  const tool = heddle.withTool('tool', (x: number) => x + 1);
  heddle.run('burst', () => {
    for (let index = 0; index < calls; index++) tool(index);
  });
  await heddle.flush(60_000);
  const expected = calls * 3 + 2;
  return { lost: expected - transport.events.length, recorded: transport.events.length };
}
