import { strict as assert } from 'node:assert';
import { console as printed, createHeddle, memory } from '@heddle/core';
import { wrapOpenAI } from '@heddle/openai';
import { chatAnswer, startOpenAIServer } from '@heddle/testing/openai-server';
import OpenAI from 'openai';

// A scripted model on loopback, so that this runs without a key. With one, leave the server away.
const server = await startOpenAIServer();
server.reply(
  chatAnswer({ toolCalls: [{ id: 'call_1', name: 'weather', arguments: '{"city":"Oslo"}' }] }),
  chatAnswer({ content: 'It snows in Oslo: take a coat.' }),
);

const recorded = memory();
const heddle = createHeddle({
  agent: { key: 'packing-helper' },
  transport: [recorded, printed()],
});

// The one line.
const openai = wrapOpenAI(heddle, new OpenAI({ apiKey: 'none', baseURL: server.url }));

const weather = heddle.withTool('weather', async ({ city }: { city: string }) => `snow in ${city}`);

const pack = heddle.withRun('pack', async (question: string) => {
  const runner = openai.chat.completions.runTools({
    model: 'gpt-4o-mini',
    stream: true,
    stream_options: { include_usage: true },
    messages: [{ role: 'user', content: question }],
    tools: [
      {
        type: 'function',
        function: {
          name: 'weather',
          description: 'The weather in a city.',
          parameters: { type: 'object', properties: { city: { type: 'string' } } },
          parse: JSON.parse as (text: string) => { city: string },
          function: weather,
        },
      },
    ],
  });
  return runner.finalContent();
});

const advice = await pack('What do I wear in Oslo?');
await heddle.shutdown();
await server.close();

// Request and execution of the tool are linked; two model calls are two, and priced.
const { events } = recorded;
assert.equal(advice, 'It snows in Oslo: take a coat.');
assert.deepEqual(
  events.map(({ type }) => type),
  [
    'agent.run.started',
    'agent.llm.called',
    'agent.llm.completed',
    'agent.action.requested',
    'agent.action.completed',
    'agent.tool.called',
    'agent.llm.called',
    'agent.llm.completed',
    'agent.run.completed',
  ],
);
const [, , asked, , , answered] = events as unknown as Record<string, unknown>[];
assert.deepEqual(asked?.['toolCalls'], [
  { id: 'call_1', name: 'weather', arguments: { city: 'Oslo' } },
]);
assert.equal(answered?.['toolCallId'], 'call_1');
const { totals } = events.at(-1) as unknown as { totals: { costUsd: number; modelCalls: number } };
assert.equal(totals.modelCalls, 2);
assert.ok(totals.costUsd > 0);
console.log(`\n${advice}\n2 model calls, $${totals.costUsd}.`);
