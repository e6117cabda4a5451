import type { AnyEvent } from '@heddle/events';
import { examples } from '@heddle/events/examples';
import { describe, expect, it } from 'vitest';
import { factsOf } from '../../src/event/facts-of.ts';
import { noon, noTotals, stamp } from '../support/events.ts';

const error = { name: 'Error', message: 'no' };
const usage = { inputTokens: 10, outputTokens: 5 };

function facts(draft: Record<string, unknown> & { type: string }): ReturnType<typeof factsOf> {
  const [event] = stamp([draft as never], { runId: 'r', environment: 'dev' }) as [AnyEvent];
  return factsOf(event, noon);
}

describe('the facts of an event', () => {
  it('count each ending once, under its name', () => {
    const model = { name: 'gpt-5', responseName: 'gpt-5-2026' };
    const tool = { name: 'search' };
    const mcp = { server: 'github', method: 'tools/call', tool: 'merge' };
    const failed = { outcome: 'failed', error };
    const completed = { outcome: 'completed' };
    const cases: [Record<string, unknown> & { type: string }, object][] = [
      [
        { type: 'agent.llm.called', model, llm: {} },
        { counted: 'other', failed: false },
      ],
      [
        { type: 'agent.llm.completed', model, llm: {}, usage, ...completed },
        { counted: 'models', name: 'gpt-5', failed: false },
      ],
      [
        { type: 'agent.llm.failed', model: { responseName: 'x' }, llm: {}, ...failed },
        { counted: 'models', name: 'x', failed: true },
      ],
      [
        { type: 'agent.tool.called', tool, durationMs: 1, ...completed },
        { counted: 'tools', name: 'search', failed: false },
      ],
      [
        { type: 'agent.tool.called', tool, durationMs: 1, outcome: 'blocked' },
        { counted: 'tools', failed: false },
      ],
      [
        { type: 'agent.tool.called', tool, durationMs: 1, ...failed },
        { counted: 'tools', failed: true },
      ],
      [
        { type: 'agent.mcp.completed', mcp, ...completed, isError: true },
        { counted: 'mcp', name: 'github merge', failed: true },
      ],
      [
        {
          type: 'agent.mcp.completed',
          mcp: { server: 'github', method: 'tools/list' },
          ...completed,
        },
        { counted: 'mcp', name: 'github tools/list', failed: false },
      ],
      [
        { type: 'agent.workflow.step.failed', step: { key: 'plan' }, ...failed },
        { counted: 'steps', name: 'plan', failed: true },
      ],
      [
        { type: 'agent.run.failed', run: { name: 'answer' }, totals: noTotals, ...failed },
        {
          counted: 'runs',
          name: 'answer',
          failed: true,
          run: { name: 'answer', status: 'failed', errorMessage: 'no' },
        },
      ],
      [
        { type: 'agent.error', error },
        { counted: 'other', failed: true },
      ],
      [
        { type: 'my.own', payload: {} },
        { counted: 'other', failed: false },
      ],
      [{ type: 'agent.of.tomorrow' }, { counted: 'other', failed: false }],
    ];
    for (const [draft, expected] of cases) {
      expect(facts(draft)).toMatchObject({
        type: draft.type,
        ...expected,
      });
    }
  });

  it('can be read from an example of every type', () => {
    const counted = Object.values(examples).map((event) => factsOf(event, noon).counted);
    expect(counted).toHaveLength(31);
    expect(counted.filter((kind) => kind !== 'other').sort()).toEqual([
      'mcp',
      'mcp',
      'models',
      'models',
      'runs',
      'runs',
      'steps',
      'steps',
      'tools',
    ]);
  });

  it('add up costs without losing a fraction', () => {
    const { tokens } = facts({
      type: 'agent.llm.completed',
      model: {},
      llm: {},
      usage,
      outcome: 'completed',
      costUsd: 0.000000123,
    });
    expect(tokens).toMatchObject({ costNano: 123, totalTokens: 15 });
  });

  it('hold no durations below zero, no NUL and no endless words', () => {
    expect(
      facts({
        type: 'agent.tool.called',
        tool: { name: 'x'.repeat(5_000) },
        outcome: 'completed',
        durationMs: -5,
      }),
    ).toMatchObject({ name: `${'x'.repeat(199)}…` });
    expect(
      facts({
        type: 'agent.tool.called',
        tool: { name: 'x' },
        outcome: 'completed',
        durationMs: -5,
      }),
    ).not.toHaveProperty('durationMs');
    expect(facts({ type: 'my.type', agentKey: 'a\0b\ud800' })).toMatchObject({
      agentKey: 'a\u2400b\ufffd',
    });
  });
});
