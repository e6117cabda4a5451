import { connect, type Socket } from 'node:net';
import type { RealtimeAnswer } from '@heddle/testing/openai-server';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';
import { expect, it } from 'vitest';
import { wrapRealtime } from '../src/index.ts';
import { loopback, type Loopback } from './loopback.ts';

/** A session over a real socket. The client insists on `wss`: the loopback takes it in the clear. */
async function session({ server, client, heddle }: Loopback): Promise<OpenAIRealtimeWS> {
  const { hostname, port } = new URL(server.url);
  const createConnection = (): Socket => connect(Number(port), hostname);
  const options = { createConnection } as object;
  const opened = wrapRealtime(
    heddle,
    new OpenAIRealtimeWS({ model: 'gpt-realtime', options }, client),
  );
  await new Promise((resolve) => opened.socket.once('open', resolve));
  return opened;
}

function ask(opened: OpenAIRealtimeWS, text: string): Promise<unknown> {
  const done = opened.emitted('response.done');
  const content = [{ type: 'input_text' as const, text }];
  opened.send({
    type: 'conversation.item.create',
    item: { type: 'message', role: 'user', content },
  });
  opened.send({ type: 'response.create' });
  return done;
}

it('records every answer of a session in the run that asked for it', async () => {
  const loop = await loopback();
  const { heddle, server, events } = loop;
  const call: RealtimeAnswer = {
    toolCalls: [{ id: 'call_1', name: 'look', arguments: '{"at":"cat"}' }],
  };
  server.speak({}, call);
  const opened = await session(loop);
  const seen: string[] = [];
  opened.on('event', ({ type }) => seen.push(type));

  await heddle.run('first', () => ask(opened, 'Hello?'));
  await heddle.run('second', () => ask(opened, 'And this?'));
  opened.close();

  const runs = await events('agent.run.started');
  const calls = await events('agent.llm.called');
  expect(calls.map(({ runId }) => runId)).toEqual(runs.map(({ runId }) => runId));
  expect(calls[1]).toMatchObject({
    model: { provider: 'openai', name: 'gpt-realtime' },
    llm: { api: 'realtime' },
    input: [{ role: 'user', parts: [{ type: 'text', content: 'And this?' }] }],
  });
  expect(await events('agent.llm.completed')).toMatchObject([
    {
      usage: { inputTokens: 100, outputTokens: 50, audioInputTokens: 60, audioOutputTokens: 30 },
      output: [{ role: 'assistant', parts: [{ type: 'text', content: 'Hello there.' }] }],
      timeToFirstTokenMs: expect.any(Number) as number,
      costUsd: expect.any(Number) as number,
    },
    { toolCalls: [{ id: 'call_1', name: 'look', arguments: { at: 'cat' } }] },
  ]);
  expect(seen.filter((type) => type === 'response.done')).toHaveLength(2);
});

it('ends what a cut connection leaves open', async () => {
  const loop = await loopback();
  loop.server.speak({ cut: true });
  const opened = await session(loop);
  opened.on('error', () => {});
  const closed = new Promise((resolve) => opened.socket.once('close', resolve));
  await loop.heddle.run('r', async () => {
    opened.send({ type: 'response.create' });
    await closed;
  });
  expect(await loop.events('agent.llm.failed')).toMatchObject([{ outcome: 'abandoned' }]);
});

it('is the same session, and refuses what is none', async () => {
  const { heddle } = await loopback();
  expect(() => wrapRealtime(heddle, {})).toThrow('expected an instance of OpenAIRealtimeWS');
});
