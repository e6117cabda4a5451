import assert from 'node:assert/strict';
import { sequenceProblems, unfinishedWork } from '@heddle/testing';
import type { MemoryTransport } from '@heddle/core';

type Events = MemoryTransport['events'];

/**
 * The example checks its own result: the whole story was recorded, in order, and nothing else.
 */
export function check(events: Events): { events: number; tokens: number; costUsd: number } {
  const recorded = events as Parameters<typeof sequenceProblems>[0];
  assert.deepEqual(sequenceProblems(recorded), [], 'sequence numbers without gaps');
  assert.deepEqual(unfinishedWork(recorded), [], 'every beginning has an ending');

  const outcomes = recorded.flatMap((event) =>
    event.type === 'agent.tool.called' ? [`${event.tool.name} ${event.outcome}`] : [],
  );
  assert.deepEqual(outcomes, [
    'find_order completed',
    'check_shipment failed',
    'find_order completed',
    'issue_refund completed',
    'memory.create_entities completed',
    'delete_account blocked',
  ]);
  for (const type of ['agent.handoff.accepted', 'agent.mcp.completed', 'agent.outcome.recorded']) {
    assert.ok(
      recorded.some((event) => event.type === type),
      `${type} was recorded`,
    );
  }
  const approval = recorded.find((event) => event.type === 'agent.approval.resolved');
  assert.equal(approval?.approval.status, 'approved');

  const ending = recorded.find((event) => event.type === 'agent.session.completed');
  assert.ok(ending !== undefined, 'the session was completed');
  const { costUsd = 0, runs, totalTokens } = ending.totals;
  assert.equal(runs, 2, 'two agents ran');
  return { events: recorded.length, tokens: totalTokens, costUsd };
}
