import { chatAnswer } from '@heddle/testing/openai-server';
import { expect, it } from 'vitest';
import { loopback, PROMPT } from './loopback.ts';

const ASKED = [
  { id: 'call_oslo', name: 'weather', arguments: '{"city":"Oslo"}' },
  { id: 'call_rome', name: 'weather', arguments: '{"city":"Rome"}' },
  { id: 'call_time', name: 'time', arguments: '{"zone":"CET"}' },
];

it('links a tool’s invocation to the call that it answers, by name and arguments', async () => {
  const { client, heddle, server, events } = await loopback();
  const weather = heddle.withTool('weather', async (city: string) => `fine in ${city}`);
  const time = heddle.withTool('time', async ({ zone }: { zone: string }) => `noon in ${zone}`);
  server.reply(chatAnswer({ toolCalls: ASKED }));

  await heddle.run('r', async () => {
    await client.chat.completions.create(PROMPT);
    await Promise.all([weather('Rome'), time({ zone: 'CET' }), weather('Oslo')]);
    await weather('Paris');
  });

  const called = await events('agent.tool.called');
  expect(called.map(({ toolCallId }) => toolCallId)).toEqual([
    'call_rome',
    'call_time',
    'call_oslo',
    undefined,
  ]);
});

it('links the tools of runTools, streamed or not', async () => {
  const { client, heddle, server, events } = await loopback();
  const weather = heddle.withTool(
    'weather',
    async ({ city }: { city: string }) => `fine in ${city}`,
  );
  const tool = {
    type: 'function' as const,
    function: {
      name: 'weather',
      description: 'The weather.',
      parameters: { type: 'object', properties: {} },
      parse: JSON.parse as (text: string) => { city: string },
      function: weather,
    },
  };
  await heddle.run('r', async () => {
    server.reply(chatAnswer({ toolCalls: ASKED.slice(0, 2) }), chatAnswer());
    await client.chat.completions.runTools({ ...PROMPT, tools: [tool] }).finalContent();
    server.reply(chatAnswer({ toolCalls: ASKED.slice(0, 2) }), chatAnswer());
    await client.chat.completions
      .runTools({ ...PROMPT, stream: true, tools: [tool] })
      .finalContent();
  });
  const called = await events('agent.tool.called');
  expect(called.map(({ toolCallId }) => toolCallId)).toEqual([
    'call_oslo',
    'call_rome',
    'call_oslo',
    'call_rome',
  ]);
});

it('believes the host that says itself which call it answers', async () => {
  const { client, heddle, server, events } = await loopback();
  server.reply(chatAnswer({ toolCalls: ASKED }));
  await heddle.run('r', async () => {
    const answer = await client.chat.completions.create(PROMPT);
    for (const { id } of answer.choices[0]?.message.tool_calls ?? []) {
      await heddle.tool({ name: 'dispatch', toolCallId: id }, async () => 'done');
    }
  });
  const called = await events('agent.tool.called');
  expect(called.map(({ toolCallId }) => toolCallId)).toEqual(ASKED.map(({ id }) => id));
});
