import '@heddle/testing/vitest';
import { recorder } from '@heddle/testing';
import { describe, expect, test } from 'vitest';
import { buildErrorEvent, buildToolCallEvent, sendEvents } from '../src/index.ts';

describe('what is not a function call', () => {
  test('is recorded in the active run, in sequence', async () => {
    const { heddle, events } = recorder();
    heddle.run('r', () => {
      heddle.trackToolCall({ tool: { name: 't' }, outcome: 'completed', durationMs: 3 });
      heddle.trackResourceTouched({ resource: { type: 'file', externalId: 'a' } });
      heddle.recordOutcome({ outcomeType: 'lead', value: 2, currency: 'EUR' });
      heddle.track('support.opened', { ticket: 7 });
      heddle.captureError(new Error('seen'), { handled: true });
    });
    const recorded = await events();
    expect(recorded).toHaveGapFreeSequences();
    expect(recorded).toBeValidEvents();
    expect(recorded.map(({ type }) => type as string)).toEqual([
      'agent.run.started',
      'agent.tool.called',
      'agent.resource.touched',
      'agent.outcome.recorded',
      'support.opened',
      'agent.error',
      'agent.run.completed',
    ]);
  });

  test('goes to the run it names, while that run is open', async () => {
    const { heddle, events } = recorder();
    await heddle.run({ name: 'r', runId: 'run-9' }, async () => {
      heddle.detached(() =>
        heddle.trackResourceTouched({ runId: 'run-9', resource: { type: 'file' } }),
      );
    });
    heddle.trackResourceTouched({ runId: 'elsewhere', resource: { type: 'file' } });
    const [inside, outside] = await events('agent.resource.touched');
    expect(inside).toMatchObject({ runId: 'run-9', sequenceNumber: 2 });
    expect(outside).toMatchObject({ runId: 'elsewhere' });
    expect(outside?.sequenceNumber).toBeUndefined();
  });

  test('metered actions become the catalog’s events', async () => {
    const { heddle, events } = recorder();
    heddle.sendActions([
      {
        actionType: 'llm_call',
        metadata: {
          model: 'gpt-4',
          input_tokens: 10,
          output_tokens: 5,
          cost_usd: 0.06,
          latency_ms: 9,
        },
      },
      { actionType: 'tool_call', metadata: { tool_name: 'stripe', success: false } },
      { actionType: 'custom', metadata: { nested: { a: 1 } } },
    ]);
    const recorded = await events();
    expect(recorded).toMatchObject([
      { type: 'agent.llm.completed', costUsd: 0.06, usage: { inputTokens: 10 }, durationMs: 9 },
      { type: 'agent.tool.called', tool: { name: 'stripe' }, outcome: 'failed' },
      { type: 'agent.action.completed', action: { type: 'custom' } },
    ]);
    expect(recorded).toBeValidEvents();
  });

  test('a type of the catalog is refused by track, and says what to do', () => {
    const { heddle } = recorder();
    expect(() => heddle.track('agent.tool.called', {})).toThrow(/track\.type: .*track\* method/);
  });

  test('an error is told once in its run', async () => {
    const { heddle, events } = recorder();
    const error = new Error('x');
    heddle.run('r', () => {
      heddle.captureError(error);
      heddle.captureError(error);
      heddle.captureError('a string');
      heddle.captureError('a string');
    });
    expect(await events('agent.error')).toHaveLength(3);
    expect((await events('agent.run.completed'))[0]?.totals.errors).toBe(3);
  });
});

describe('events built by hand', () => {
  test('are stamped, checked and sent', async () => {
    const { heddle, events } = recorder();
    const good = buildToolCallEvent('me', {
      runId: 'r',
      tool: { name: 't' },
      outcome: 'completed',
      durationMs: 1,
    });
    const bad = { ...good, durationMs: 'long' } as never;
    const report = sendEvents(heddle, [good, bad, buildErrorEvent('me', new Error('late'))]);
    expect(report.accepted).toBe(2);
    expect(report.warnings.join('\n')).toContain('events[1].durationMs');
    const sent = await events();
    expect(sent.map(({ type }) => type)).toEqual(['agent.tool.called', 'agent.error']);
    expect(sent).toBeValidEvents();
  });

  test('are redacted like all others', async () => {
    const { heddle, events } = recorder();
    sendEvents(
      heddle,
      buildErrorEvent('me', new Error('no'), { metadata: { password: 'hunter2' } }),
    );
    expect(JSON.stringify(await events())).not.toContain('hunter2');
  });
});
