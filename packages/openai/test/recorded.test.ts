import { chatAnswer, responseAnswer } from '@heddle/testing/openai-server';
import type OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { loopback, PROMPT } from './loopback.ts';

const PNG = `data:image/png;base64,${Buffer.alloc(3000, 7).toString('base64')}`;

describe('what a model call tells', () => {
  it('has messages in the shape of the GenAI conventions', async () => {
    const { client, heddle, events } = await loopback();
    const messages: OpenAI.ChatCompletionMessageParam[] = [
      { role: 'developer', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image_url', image_url: { url: 'https://example.test/cat.png' } },
          { type: 'file', file: { file_id: 'file-1' } },
        ],
      },
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'call_1', type: 'function', function: { name: 'look', arguments: '{"at":"cat"}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call_1', content: 'a cat' },
    ];

    await heddle.run('r', () => client.chat.completions.create({ model: 'gpt-4o', messages }));

    const [called] = await events('agent.llm.called');
    expect(called?.input).toEqual([
      { role: 'developer', parts: [{ type: 'text', content: 'Be brief.' }] },
      {
        role: 'user',
        parts: [
          { type: 'text', content: 'What is this?' },
          { type: 'uri', modality: 'image', uri: 'https://example.test/cat.png' },
          { type: 'file', modality: 'document', file_id: 'file-1' },
        ],
      },
      {
        role: 'assistant',
        parts: [{ type: 'tool_call', id: 'call_1', name: 'look', arguments: { at: 'cat' } }],
      },
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 'call_1', response: 'a cat' }] },
    ]);
  });

  it('keeps of a picture its size and hash', async () => {
    const { client, heddle, events } = await loopback();
    const content = [{ type: 'image_url' as const, image_url: { url: PNG } }];
    await heddle.run('r', () =>
      client.chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content }] }),
    );
    const [called] = await events('agent.llm.called');
    expect(called?.input).toMatchObject([
      {
        parts: [{ type: 'blob', modality: 'image', content: { media: 'image/png', bytes: 3000 } }],
      },
    ]);
  });

  it('has parameters, and of tools their names', async () => {
    const { client, heddle, events } = await loopback();
    await heddle.run('r', () =>
      client.chat.completions.create({
        ...PROMPT,
        temperature: 0.2,
        max_completion_tokens: 100,
        service_tier: 'flex',
        response_format: { type: 'json_object' },
        tools: [{ type: 'function', function: { name: 'look', parameters: {} } }],
      }),
    );
    const [called] = await events('agent.llm.called');
    expect(called?.llm).toEqual({
      api: 'chat.completions',
      operation: 'chat',
      parameters: {
        temperature: 0.2,
        max_completion_tokens: 100,
        service_tier: 'flex',
        response_format: { type: 'json_object' },
        tools: ['look'],
      },
    });
  });

  it('has secrets in a tool call’s arguments removed by their keys', async () => {
    const { client, heddle, server, transport, events } = await loopback();
    const args = JSON.stringify({ password: 'hunter2-hunter2', city: 'Oslo' });
    server.reply(chatAnswer({ toolCalls: [{ id: 'call_1', name: 'login', arguments: args }] }));
    await heddle.run('r', () => client.chat.completions.create(PROMPT));
    const [completed] = await events('agent.llm.completed');
    expect(completed?.toolCalls).toMatchObject([{ name: 'login', arguments: { city: 'Oslo' } }]);
    expect(JSON.stringify(transport.events)).not.toContain('hunter2');
  });

  it('says how fast a stream was written', async () => {
    const { client, heddle, events } = await loopback();
    await heddle.run('r', async () => {
      const stream = await client.chat.completions.create({
        ...PROMPT,
        stream: true,
        stream_options: { include_usage: true },
      });
      for await (const _chunk of stream);
    });
    const [completed] = await events('agent.llm.completed');
    expect(completed?.outputTokensPerSecond).toBeGreaterThan(0);
  });

  it.each([
    ['summary', { payloadSummary: expect.objectContaining({ input: expect.anything() }) }],
    ['none', {}],
  ] as const)('with `capture: %s` keeps neither prompt nor answer', async (capture, more) => {
    const { client, heddle, server, transport, events } = await loopback({ capture });
    server.reply(
      chatAnswer({ toolCalls: [{ id: 'call_1', name: 'look', arguments: '{"at":"the moon"}' }] }),
    );
    await heddle.run('r', async () => {
      await client.chat.completions.create({
        ...PROMPT,
        temperature: 0.5,
        response_format: { type: 'json_object' },
      });
    });
    const [called] = await events('agent.llm.called');
    const [completed] = await events('agent.llm.completed');
    expect(called).toMatchObject({ llm: { parameters: { temperature: 0.5 } }, ...more });
    expect(completed?.toolCalls).toEqual([{ id: 'call_1', name: 'look' }]);
    expect(completed?.usage?.inputTokens).toBe(20);
    expect(JSON.stringify(transport.events)).not.toMatch(/Say hello|the moon|json_object/);
  });

  it('has the facts the caller adds to this client', async () => {
    const { client, heddle, events } = await loopback({
      metadata: { team: 'blue' },
      provider: 'acme',
    });
    await heddle.run('r', () => client.chat.completions.create(PROMPT));
    const [completed] = await events('agent.llm.completed');
    expect(completed).toMatchObject({ metadata: { team: 'blue' }, model: { provider: 'acme' } });
  });

  it('adds up in its run', async () => {
    const { client, heddle, server, events } = await loopback();
    server.reply(chatAnswer(), responseAnswer());
    await heddle.run('r', async () => {
      await client.chat.completions.create(PROMPT);
      await client.responses.create({ model: 'gpt-5', input: 'Hi.' });
    });
    const [run] = await events('agent.run.completed');
    expect(run?.totals).toMatchObject({
      modelCalls: 2,
      inputTokens: 60,
      outputTokens: 34,
      reasoningTokens: 16,
      costUsd: 0.000412,
    });
  });

  it('tells what it can of a body that cannot be read', async () => {
    const { client, heddle, events } = await loopback();
    let looks = 0;
    const body = {
      ...PROMPT,
      get messages(): typeof PROMPT.messages {
        if (++looks < 3) throw new Error('not for you');
        return PROMPT.messages;
      },
    };
    const answer = await heddle.run('r', () => client.chat.completions.create(body));
    expect(answer.choices[0]?.message.content).toBe('Hello from loopback.');
    expect(await events('agent.llm.called')).toMatchObject([
      { model: { name: 'gpt-4o' }, llm: { api: 'chat.completions' } },
    ]);
  });
});
