import { recorder } from '@heddle/testing';
import { describe, expect, test, vi } from 'vitest';
import { createHeddle, memory, unwrap } from '../../src/index.ts';

describe('current, bind and detached', () => {
  test('current tells what is going on, and nothing outside', () => {
    const { heddle } = recorder();
    expect(heddle.current()).toBeUndefined();
    heddle.session({ sessionId: 's' }, () =>
      heddle.run({ name: 'r', runId: 'run-1' }, () =>
        heddle.step('plan', () => {
          expect(heddle.current()).toMatchObject({
            kind: 'step',
            runId: 'run-1',
            sessionId: 's',
            stepKey: 'plan',
          });
        }),
      ),
    );
  });

  test('a bound function works in the scope it was bound in', async () => {
    const { heddle, events } = recorder();
    const tool = heddle.withTool('late', () => 1);
    let later: () => unknown = () => undefined;
    heddle.run('r', () => {
      later = heddle.bind(() => tool());
    });
    later();
    const [run] = await events('agent.run.started');
    const [requested] = await events('agent.action.requested');
    expect(requested?.runId).toBe(run?.runId);
  });

  test('what is made detached belongs to nobody', async () => {
    const { heddle, events } = recorder();
    const tool = heddle.withTool('poll', () => 1);
    await heddle.run('r', async () => {
      await new Promise<void>((resolve) => {
        heddle.detached(() =>
          setTimeout(() => {
            tool();
            resolve();
          }, 1),
        );
      });
    });
    const [run, implicit] = await events('agent.run.started');
    const [requested] = await events('agent.action.requested');
    expect(requested?.runId).toBe(implicit?.runId);
    expect(implicit?.parentRunId).toBeUndefined();
    expect(requested?.runId).not.toBe(run?.runId);
  });

  test('a run that is over does not stay in memory because of a pool made inside it', async () => {
    const collect = (globalThis as { gc?: () => void }).gc;
    expect(collect, 'run with --expose-gc').toBeTypeOf('function');
    const { heddle } = recorder();
    let held: WeakRef<object> | undefined;
    const pool: NodeJS.Timeout[] = [];
    await heddle.run('r', async () => {
      await Promise.resolve();
      const scope = heddle.instrument.context.active();
      if (scope !== undefined) held = new WeakRef(scope);
      heddle.detached(() => pool.push(setInterval(() => {}, 60_000)));
    });
    await heddle.flush();
    for (let turn = 0; turn < 20 && held?.deref() !== undefined; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      collect?.();
    }
    pool.forEach(clearInterval);
    expect(held?.deref()).toBeUndefined();
  });
});

describe('two copies of the package in one process', () => {
  test('share one context, one sequence, and know what the other has wrapped', async () => {
    vi.resetModules();
    const copy = await import('../../src/index.ts');
    expect(copy.createHeddle).not.toBe(createHeddle);
    const sink = memory();
    const first = createHeddle({ agent: { key: 'one' }, transport: sink, exitFlushMs: 0 });
    const second = copy.createHeddle({ agent: { key: 'two' }, transport: sink, exitFlushMs: 0 });
    const fn = (): number => 1;
    const wrapped = first.withTool('t', fn);
    expect(second.withTool('t', wrapped)).toBe(wrapped);
    expect(unwrap(wrapped)).toBe(fn);

    first.run('r', () => second.step('s', () => wrapped()));
    await first.flush();
    await second.flush();
    const numbers = sink.events.map(({ sequenceNumber }) => sequenceNumber).sort();
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(new Set(sink.events.map(({ runId }) => runId)).size).toBe(1);
  });
});

describe('outside any run', () => {
  test.each([
    ['run', 5],
    ['bare', 3],
    ['ignore', 0],
  ] as const)('%s records %i events of a tool', async (outsideRun, count) => {
    const { heddle, events } = recorder({ outsideRun });
    expect(heddle.withTool('t', () => 1)()).toBe(1);
    expect(await events()).toHaveLength(count);
  });
});

describe('disabled', () => {
  test('every wrapper is the function itself, and nothing is sent', async () => {
    const { heddle, events } = recorder({ enabled: false });
    const fn = async (): Promise<number> => 1;
    const { withLLM, withRun, withStep, withTool } = heddle;
    expect([withTool('x', fn), withRun('x', fn), withStep('x', fn), withLLM('x', fn)]).toEqual([
      fn,
      fn,
      fn,
      fn,
    ]);
    await heddle.run('r', () => heddle.tool('t', fn));
    heddle.track('mine', { a: 1 });
    heddle.captureError(new Error('x'));
    expect(heddle.childEnv({ A: '1' })).toEqual({ A: '1' });
    expect(await events()).toEqual([]);
  });
});

describe('sampling', () => {
  test('a run is recorded whole or not at all, and the rest is counted', async () => {
    let kept = true;
    const { heddle, events } = recorder({ sample: () => kept });
    const tool = heddle.withTool('t', () => 1);
    const run = heddle.withRun('r', () => heddle.run('child', () => tool()));
    run();
    kept = false;
    run();
    const told = (await events()).filter(({ type }) => type !== 'agent.telemetry.dropped');
    expect(told).toHaveLength(7);
    expect(heddle.diagnostics().drops['sampled']).toEqual({ events: 7, bytes: 0 });
  });
});
