import '@heddle/testing/vitest';
import { recorder } from '@heddle/testing';
import { expect, test } from 'vitest';

const RUNS = 10_000;
const TOOLS = 10;

test(`${RUNS} concurrent runs of ${TOOLS} tools, interleaved at random, keep every event in its place`, async () => {
  const { heddle, events } = recorder({ inferAction: false });
  const tool = heddle.withTool('tool', async (run: number, index: number) => {
    await turns((run * 7 + index * 13) % 4);
    return `${run}/${index}`;
  });
  const one = heddle.withRun('one', async (run: number) => {
    const pending: Promise<string>[] = [];
    for (let index = 0; index < TOOLS; index++) {
      pending.push(tool(run, index));
      if (index % 3 === run % 3) await turns(run % 3);
    }
    await Promise.all(pending);
    return run;
  });
  await Promise.all(Array.from({ length: RUNS }, (_, run) => one(run)));

  const recorded = await events();
  expect(recorded).toHaveLength(RUNS * (2 + TOOLS * 3));
  const runOf = new Map<string, number>();
  const spanOf = new Map<string, string>();
  for (const event of recorded) {
    if (event.type !== 'agent.run.started') continue;
    runOf.set(event.runId as string, event.input as number);
    spanOf.set(event.runId as string, event.spanId as string);
  }
  expect(runOf.size).toBe(RUNS);
  for (const event of recorded) {
    if (event.type !== 'agent.action.requested') continue;
    const [run] = event.input as [number, number];
    if (runOf.get(event.runId as string) !== run)
      expect(runOf.get(event.runId as string)).toBe(run);
    if (event.parentSpanId !== spanOf.get(event.runId as string)) {
      expect(event.parentSpanId).toBe(spanOf.get(event.runId as string));
    }
  }
  expect(recorded).toHaveGapFreeSequences();
  expect(heddle.diagnostics().drops).toEqual({});
}, 120_000);

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}
