import { createHeddle, noop } from '@heddle/core';
import { recorder, sequenceProblems } from '@heddle/testing';
import { expect, test } from 'vitest';
import { wrapMcpClient } from '../src/index.ts';
import { inMemoryV1 } from './fixtures/hosts-v1.ts';
import { inMemoryV2 } from './fixtures/hosts-v2.ts';

// The project starts Node with --expose-gc.
const collectGarbage = globalThis.gc as () => void;

const RUNS = 100;
const CALLS_PER_RUN = 100;

test.each([
  ['version 1', inMemoryV1],
  ['version 2, era of 2026', inMemoryV2('modern')],
] as const)(
  '%s: ten thousand calls of a hundred runs at once over one client are each in their run',
  async (_name, open) => {
    const { heddle, events } = recorder();
    const host = await open((client) => wrapMcpClient(heddle, client, { server: 'workshop' }));
    await Promise.all(
      Array.from({ length: RUNS }, (_run, run) =>
        heddle.run(`run-${run}`, () =>
          Promise.all(
            Array.from({ length: CALLS_PER_RUN }, (_call, call) =>
              host.call({ name: 'echo', arguments: { text: `${run}/${call}` } }),
            ),
          ),
        ),
      ),
    );
    await host.close();
    const recorded = (await events()).filter((event) => event.runId !== undefined);
    const names = new Map(
      recorded.flatMap((event) =>
        event.type === 'agent.run.started' ? [[event.runId, event.run.name] as const] : [],
      ),
    );
    expect(names.size).toBe(RUNS);
    const seen = new Set<string>();
    for (const event of recorded) {
      if (event.type !== 'agent.mcp.completed') continue;
      const text = (event.output as { content: { text: string }[] }).content[0]?.text ?? '';
      seen.add(text);
      expect(names.get(event.runId)).toBe(`run-${text.split('/')[0]}`);
    }
    expect(seen.size).toBe(RUNS * CALLS_PER_RUN);
    expect(sequenceProblems(recorded)).toEqual([]);
    // Per call: requested, called, completed, completed, called. Per run: started, completed.
    expect(recorded).toHaveLength(RUNS * CALLS_PER_RUN * 5 + RUNS * 2);
  },
  120_000,
);

test('memory stays flat over a hundred thousand calls', async () => {
  const heddle = createHeddle({ agent: { key: 'test' }, transport: noop(), exitFlushMs: 0 });
  const host = await inMemoryV1((client) => wrapMcpClient(heddle, client, { server: 'workshop' }));
  const callMany = async (count: number): Promise<void> => {
    for (let done = 0; done < count; done += 500) {
      await heddle.run('r', async () => {
        await Promise.all(
          Array.from({ length: 500 }, () => host.call({ name: 'echo', arguments: { text: 'hi' } })),
        );
      });
    }
    await heddle.flush();
  };
  const heapUsed = async (): Promise<number> => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    collectGarbage();
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  await callMany(20_000);
  const before = await heapUsed();
  await callMany(80_000);
  const grown = (await heapUsed()) - before;
  expect(grown).toBeLessThan(2 * 1024 * 1024);
  await host.close();
  await heddle.shutdown();
}, 180_000);
