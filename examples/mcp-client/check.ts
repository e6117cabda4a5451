import assert from 'node:assert/strict';
import type { MemoryTransport } from '@heddle/core';
import { printTree, runTree, sequenceProblems } from '@heddle/testing';

type Events = MemoryTransport['events'];

/** An example that is wrong must fail. */
export function check(events: Events): void {
  const all = events as never as Parameters<typeof runTree>[0];
  const trip = all.filter(({ runId }) => runId !== undefined);
  console.log(`\n${printTree(runTree(trip))}\n`);

  const tools = trip.flatMap((event) =>
    event.type === 'agent.tool.called' ? [`${event.tool.name}: ${event.outcome}`] : [],
  );
  assert.deepEqual(tools.sort(), [
    'look out of the window: completed',
    'memory.create_entities: completed',
    'memory.delete_entities: blocked',
    'memory.search_nodes: completed',
    'weather.forecast: completed',
    'weather.forecast: completed',
  ]);

  const [listed] = trip.filter((event) => event.type === 'agent.mcp.tools_listed');
  assert.equal(listed?.toolCount, 9);

  // The planner's run and the one of our own server: two runs, one trace, one session.
  assert.equal(new Set(trip.map(({ runId }) => runId)).size, 2);
  assert.equal(new Set(trip.map(({ traceId }) => traceId)).size, 1);
  assert.deepEqual([...new Set(trip.map(({ sessionId }) => sessionId))], ['ses_trip']);
  assert.deepEqual(sequenceProblems(all), []);
  console.log(`${trip.length} events of one trip, all in order.`);
}
