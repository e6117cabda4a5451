import { strict as assert } from 'node:assert';
import { console as printed, createHeddle, memory } from '@heddle/core';
import { validateEvents } from '@heddle/events';
import { responseAnswer, startOpenAIServer } from '@heddle/testing/openai-server';
import { createDesk } from './desk.ts';

// What the model says in each of its four turns.
const server = await startOpenAIServer();
server.reply(
  responseAnswer({ toolCalls: [{ id: 'call_1', name: 'transfer_to_billing', arguments: '{}' }] }),
  responseAnswer({
    toolCalls: [{ id: 'call_2', name: 'find_order', arguments: '{"orderId":"A-1001"}' }],
  }),
  responseAnswer({
    toolCalls: [
      { id: 'call_3', name: 'issue_refund', arguments: '{"orderId":"A-1001","amount":89}' },
    ],
  }),
  responseAnswer({ text: 'The second charge of $89 is on its way back.' }),
);

const recorded = memory();
const heddle = createHeddle({ agent: { key: 'triage' }, transport: [recorded, printed()] });
const answer = createDesk(heddle, server.url);

const reply = await heddle.session({ kind: 'multi_agent', name: 'ticket T-42' }, () =>
  answer('I was charged twice for order A-1001!'),
);
await heddle.shutdown();
await server.close();

const { events } = recorded;
const call = ['agent.llm.called', 'agent.llm.completed'];
const action = ['agent.action.requested', 'agent.action.completed', 'agent.tool.called'];
assert.equal(reply, 'The second charge of $89 is on its way back.');
assert.deepEqual(
  events.map(({ type }) => type),
  [
    'agent.session.started',
    'agent.run.started',
    ...call,
    'agent.handoff.requested',
    'agent.handoff.accepted',
    ...call,
    ...action,
    ...call,
    ...action,
    ...call,
    'agent.handoff.completed',
    'agent.run.completed',
    'agent.session.completed',
  ],
);
assert.deepEqual(
  validateEvents(events as never).previews.flatMap(({ problems }) => problems),
  [],
);
const inRun = events.filter(({ runId }) => runId !== undefined);
assert.deepEqual(
  inRun.map(({ sequenceNumber }) => sequenceNumber),
  inRun.map((_event, index) => index + 1),
);
const tools = events.filter(({ type }) => type === 'agent.tool.called') as unknown as {
  toolCallId: string;
}[];
assert.deepEqual(
  tools.map(({ toolCallId }) => toolCallId),
  ['call_2', 'call_3'],
);
console.log(
  `\n${reply}\n${events.length} events, in order, each tool linked to the call it answers.`,
);
