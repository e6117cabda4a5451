import type { AnyEvent } from '@heddle/events';
import { describe, expect, it } from 'vitest';
import type { RunTree, TreeNode } from '../../src/api-types.ts';
import { buildTree } from '../../src/query/tree/build-tree.ts';
import { stamp, story } from '../support/events.ts';
import { seeded } from '../support/random.ts';

function outline({ nodes }: RunTree): string[] {
  return nodes.map(
    ({ depth, kind, name, status }) => `${'  '.repeat(depth)}${kind} ${name} ${status}`,
  );
}

function span(id: string, parent?: string): object {
  return {
    spanId: id.padStart(16, '0'),
    ...(parent === undefined ? {} : { parentSpanId: parent.padStart(16, '0') }),
  };
}

const run = { name: 'answer' };
const model = { name: 'gpt-5' };
const tool = { name: 'search' };
const action = { type: 'read' };
const ended = { outcome: 'completed' };
const totals = {};

/** What the SDK writes for a run with a step, a model call, a guarded tool, and a handoff. */
function parentRun(): AnyEvent[] {
  return stamp(
    [
      { type: 'agent.run.started', run, ...span('a') },
      { type: 'agent.workflow.step.started', step: { key: 'plan' }, ...span('b', 'a') },
      { type: 'agent.llm.called', model, llm: {}, ...span('c', 'b') },
      {
        type: 'agent.llm.completed',
        model,
        llm: {},
        ...ended,
        usage: { inputTokens: 7, outputTokens: 3 },
        costUsd: 0.5,
        durationMs: 200,
        ...span('c', 'b'),
      },
      { type: 'agent.action.requested', tool, action, ...span('d', 'b') },
      {
        type: 'agent.guardrail.evaluated',
        decision: { effectiveDecision: 'require_approval' },
        ...span('d', 'b'),
      },
      {
        type: 'agent.approval.requested',
        approval: { approvalId: 'x', status: 'pending' },
        ...span('d', 'b'),
      },
      {
        type: 'agent.approval.resolved',
        approval: { approvalId: 'x', status: 'approved' },
        ...span('d', 'b'),
      },
      {
        type: 'agent.action.completed',
        tool,
        action,
        ...ended,
        durationMs: 900,
        ...span('d', 'b'),
      },
      { type: 'agent.tool.called', tool, action, ...ended, durationMs: 900, ...span('d', 'b') },
      { type: 'agent.workflow.step.completed', step: { key: 'plan' }, ...ended, ...span('b', 'a') },
      {
        type: 'agent.handoff.requested',
        handoff: { id: 'h', targetAgentKey: 'billing' },
        ...span('e', 'a'),
      },
      { type: 'agent.error', error: { name: 'TypeError', message: 'x' }, ...span('a') },
      { type: 'agent.run.completed', run, ...ended, totals, durationMs: 3_250, ...span('a') },
    ],
    { runId: 'r1', seed: 1 },
  );
}

function childRun(): AnyEvent[] {
  return stamp(
    [
      { type: 'agent.run.started', run: { name: 'bill' }, ...span('f', 'e') },
      {
        type: 'agent.mcp.called',
        mcp: { server: 'bank', method: 'tools/call', tool: 'refund' },
        ...span('9', 'f'),
      },
    ],
    { runId: 'r2', parentRunId: 'r1', agentKey: 'billing', seed: 2 },
  );
}

describe('the tree of a run', () => {
  it('nests work by spans, child runs below what started them, points where they happened', () => {
    const tree = buildTree('r1', [...parentRun(), ...childRun()], 100);
    expect(outline(tree)).toEqual([
      'run answer completed',
      '  step plan completed',
      '    llm gpt-5 completed',
      '    tool search completed',
      '      guardrail require_approval point',
      '      approval approved completed',
      '  handoff billing running',
      '    run bill running',
      '      mcp bank refund running',
      '  error TypeError point',
    ]);
    const byName = (name: string): TreeNode | undefined =>
      tree.nodes.find((node) => node.name === name);
    expect(byName('answer')).toMatchObject({ descendants: 9, durationMs: 3_250, offsetMs: 0 });
    expect(byName('plan')).toMatchObject({ descendants: 4, offsetMs: 250, durationMs: 2_250 });
    expect(byName('gpt-5')).toMatchObject({
      model: 'gpt-5',
      inputTokens: 7,
      outputTokens: 3,
      costUsd: 0.5,
      durationMs: 200,
    });
    expect(byName('search')).toMatchObject({ tool: 'search', durationMs: 900, sequenceNumber: 5 });
    expect(byName('search')?.eventIds).toHaveLength(3);
    expect(byName('approved')).toMatchObject({ durationMs: 250 });
    expect(byName('bank refund')).not.toHaveProperty('durationMs');
  });

  it('is the same in whatever order the events are given', () => {
    const events = [...parentRun(), ...childRun()];
    const expected = outline(buildTree('r1', events, 100));
    for (let seed = 1; seed < 20; seed += 1) {
      const bySpans = events.filter(({ type }) => !type.startsWith('agent.approval'));
      const tree = buildTree('r1', seeded(seed).shuffle(bySpans), 100);
      expect(outline(tree)).toEqual(expected.filter((line) => !line.includes('approval approved')));
    }
  });

  it('pairs beginnings with endings where events carry no spans', () => {
    const tree = buildTree('r', story({ runId: 'r', rounds: 2 }), 100);
    expect(outline(tree)).toEqual([
      'run answer completed',
      '  llm gpt-5-mini completed',
      '  tool search completed',
      '  tool search completed',
      '  llm gpt-5-mini completed',
      '  tool search completed',
      '  tool search completed',
    ]);
  });

  it('has a root also when the run never spoke for itself', () => {
    const events = story({ runId: 'r', rounds: 1 }).slice(1, 3);
    expect(outline(buildTree('r', events, 10))).toEqual([
      'run r running',
      '  llm gpt-5-mini completed',
    ]);
    expect(outline(buildTree('r', [], 10))).toEqual(['run r running']);
  });

  it('shows every event once, whatever parents they claim', () => {
    const loop = stamp(
      [
        { type: 'agent.llm.called', model, llm: {}, ...span('1', '2') },
        { type: 'agent.llm.called', model, llm: {}, ...span('2', '3') },
        { type: 'agent.llm.called', model, llm: {}, ...span('3', '1') },
        { type: 'agent.llm.called', model, llm: {}, ...span('4', '4') },
        { type: 'agent.llm.called', model, llm: {}, ...span('5', '99') },
      ],
      { runId: 'r' },
    );
    const tree = buildTree('r', loop, 100);
    expect(tree.nodes).toHaveLength(6);
    expect(new Set(tree.nodes.map(({ id }) => id)).size).toBe(6);
    expect(tree.nodes[0]?.descendants).toBe(5);
  });

  it('takes a chain of thousands, and stops at the limit', () => {
    const drafts = Array.from({ length: 3_000 }, (_value, index) => ({
      type: 'agent.llm.called' as const,
      model,
      llm: {},
      ...span(String(index + 2), String(index + 1)),
    }));
    const tree = buildTree('r', stamp(drafts, { runId: 'r' }), 5_000);
    expect(tree.nodes[3_000]?.depth).toBe(3_000);
    expect(tree.truncated).toBe(false);
    const cut = buildTree('r', stamp(drafts, { runId: 'r' }), 100);
    expect(cut.nodes).toHaveLength(100);
    expect(cut.truncated).toBe(true);
  });
});
