import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { recorder } from '@heddle/testing';
import { describe, expect, test } from 'vitest';

const child = fileURLToPath(new URL('../fixtures/child.ts', import.meta.url));

interface ChildEvent {
  readonly type: string;
  readonly traceId: string;
  readonly parentRunId?: string;
  readonly sessionId?: string;
  readonly sessionSequenceNumber?: number;
}

describe('inject and extract', () => {
  test('continue trace and session, and number the effect after its cause', async () => {
    const here = recorder();
    const there = recorder({ agent: { key: 'other' } });
    const headers: Record<string, string> = { tracestate: 'vendor=1', baggage: 'user=7' };
    here.heddle.session({ sessionId: 'shared' }, () =>
      here.heddle.run('caller', () => here.heddle.inject(headers)),
    );
    expect(headers['traceparent']).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-01$/);
    expect(headers['tracestate']).toMatch(/^heddle=[\da-f]{16},vendor=1$/);
    expect(headers['baggage']).toContain('user=7');

    const context = there.heddle.extract(headers);
    there.heddle.within(context, () => there.heddle.run('called', () => 1));
    const [started] = await there.events('agent.run.started');
    const [caller] = await here.events('agent.run.started');
    expect(started).toMatchObject({
      traceId: caller?.traceId,
      parentSpanId: caller?.spanId,
      parentRunId: caller?.runId,
      sessionId: 'shared',
      agentKey: 'other',
    });
    expect(started?.sessionSequenceNumber).toBeGreaterThan(caller?.sessionSequenceNumber ?? 0);
  });

  test.each([
    ['nothing', {}],
    ['garbage', { traceparent: 'hello' }],
    ['all zeros', { traceparent: `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01` }],
    ['a forbidden version', { traceparent: `ff-${'a'.repeat(32)}-${'b'.repeat(16)}-01` }],
    ['version 00 with a tail', { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01-x` }],
    ['numbers', { traceparent: 5, baggage: null }],
  ])('ignore %s', (_name, carrier) => {
    expect(recorder().heddle.extract(carrier)).toBeUndefined();
  });

  test('read a later version, header lists and Headers', () => {
    const { heddle } = recorder();
    const traceparent = `01-${'a'.repeat(32)}-${'b'.repeat(16)}-01-more`;
    expect(heddle.extract({ traceparent })).toBeDefined();
    expect(heddle.extract({ Traceparent: [traceparent] })).toBeDefined();
    expect(heddle.extract(new Headers({ traceparent }) as never)).toBeDefined();
  });

  test('a foreign tracer that does not sample does not silence us', async () => {
    const { heddle, types } = recorder();
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`;
    heddle.within(heddle.extract({ traceparent }), () => heddle.run('r', () => 1));
    expect(await types()).toHaveLength(2);
  });
});

describe('other processes', () => {
  test('a child process continues the run it was started in', async () => {
    const { heddle, events } = recorder();
    const output = heddle.session({ sessionId: 'family' }, () =>
      heddle.run('parent', () =>
        spawnSync(process.execPath, ['--import', 'tsx', child], {
          env: heddle.childEnv(),
          encoding: 'utf8',
        }),
      ),
    );
    expectContinued(JSON.parse(output.stdout) as ChildEvent, await events('agent.run.started'));
  });

  test('a worker thread continues the run it was started in', async () => {
    const { heddle, events } = recorder();
    const message = await heddle.session({ sessionId: 'family' }, () =>
      heddle.run('parent', () => {
        const worker = new Worker(new URL('../fixtures/child-worker.mjs', import.meta.url), {
          env: heddle.childEnv() as NodeJS.ProcessEnv,
        });
        return new Promise<ChildEvent>((resolve, reject) => {
          worker.once('message', resolve);
          worker.once('error', reject);
        });
      }),
    );
    expectContinued(message, await events('agent.run.started'));
  });
});

function expectContinued(
  seen: ChildEvent,
  [parent]: readonly { runId?: string; traceId?: string; sessionSequenceNumber?: number }[],
): void {
  expect(seen).toMatchObject({
    type: 'agent.run.started',
    traceId: parent?.traceId,
    parentRunId: parent?.runId,
    sessionId: 'family',
  });
  expect(seen.sessionSequenceNumber).toBeGreaterThan(parent?.sessionSequenceNumber ?? 0);
}
