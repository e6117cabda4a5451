import { expect } from 'vitest';
import type OpenAI from 'openai';
import { completionAnswer, failure, responseAnswer } from '@heddle/testing/openai-server';
import { collect, thrown, type Row } from '../row.ts';

const ASKED = { model: 'gpt-5', input: 'Say hello.' };
const CALLED = [{ id: 'call_alpha', name: 'alpha', arguments: '{"letter":"a"}' }];
const SPEAKS = {
  model: 'gpt-5',
  usage: { inputTokens: 40, outputTokens: 24, reasoningTokens: 12 },
};

/** Every other API that calls a model. */
export const apiRows: readonly Row[] = [
  {
    title: '`responses.create`',
    peers: 'responses',
    play: async ({ client, server }) => {
      server.reply(responseAnswer({ reasoning: 'Think.', toolCalls: CALLED, text: 'Hi.' }));
      return client.responses.create({ ...ASKED, instructions: 'Be brief.' });
    },
    sees: (seen) => expect(seen).toMatchObject({ output_text: 'Hi.' }),
    tells: ([ending], all) => {
      expect(ending).toMatchObject({
        usage: SPEAKS.usage,
        toolCalls: [{ id: 'call_alpha', name: 'alpha', arguments: { letter: 'a' } }],
        output: [
          {
            role: 'assistant',
            parts: [
              { type: 'reasoning', content: 'Think.' },
              { type: 'tool_call', id: 'call_alpha', name: 'alpha', arguments: { letter: 'a' } },
              { type: 'text', content: 'Hi.' },
            ],
          },
        ],
      });
      expect(all.find(({ type }) => type === 'agent.llm.called')).toMatchObject({
        input: [
          { role: 'system', parts: [{ type: 'text', content: 'Be brief.' }] },
          { role: 'user', parts: [{ type: 'text', content: 'Say hello.' }] },
        ],
      });
    },
  },
  {
    title: '`responses.create({ stream: true })`',
    peers: 'responses',
    play: async ({ client, server }) => {
      server.reply(responseAnswer({ reasoning: 'Think.', toolCalls: CALLED, text: 'Hi.' }));
      return collect(await client.responses.create({ ...ASKED, stream: true }));
    },
    tells: ([ending]) =>
      expect(ending).toMatchObject({ usage: SPEAKS.usage, finishReasons: ['tool_calls'] }),
  },
  {
    title: '`responses.create({ stream: true })`: the consumer breaks',
    play: async ({ client, server }) => {
      server.reply(responseAnswer({ text: 'one two three four five' }, { hangAfter: 6 }));
      let seen = 0;
      for await (const _event of await client.responses.create({ ...ASKED, stream: true })) {
        if (++seen === 6) break;
      }
      return { seen, server: await server.requests[0]?.ended };
    },
    tells: ([ending]) => expect(ending).toMatchObject({ metadata: { brokenOff: true } }),
  },
  {
    title: '`responses.create().withResponse()`',
    peers: 'responsesWithResponse',
    play: async ({ client }) => {
      const { data, response } = await client.responses.create(ASKED).withResponse();
      return { text: data.output_text, status: response.status };
    },
    sees: (seen) => expect(seen).toEqual({ text: 'Hello from loopback.', status: 200 }),
  },
  {
    title: '`responses.stream()`',
    peers: 'responsesStream',
    play: async ({ client }) => {
      const runner = client.responses.stream(ASKED);
      const types = new Set<string>();
      runner.on('event', ({ type }) => types.add(type));
      const final = await runner.finalResponse();
      return { output: final.output, usage: final.usage, types: [...types] };
    },
    tells: ([ending]) => expect(ending).toMatchObject({ usage: SPEAKS.usage }),
  },
  {
    title: '`responses.parse()`',
    peers: 'responsesParse',
    play: async ({ client, server }) => {
      server.reply(responseAnswer({ text: '{"answer":42}' }));
      const format = {
        type: 'json_schema',
        name: 'answer',
        strict: true,
        schema: { type: 'object' },
      };
      return client.responses.parse({ ...ASKED, text: { format: format as never } });
    },
    tells: ([ending]) => expect(ending).toMatchObject({ usage: SPEAKS.usage }),
  },
  {
    title: 'a response that comes back `incomplete`, and one that comes back `failed`',
    endings: ['completed', 'failed'],
    play: async ({ client, server }) => {
      const error = { code: 'server_error', message: 'The model broke.' };
      server.reply(
        responseAnswer({ status: 'incomplete', incompleteReason: 'max_output_tokens' }),
        responseAnswer({ status: 'failed', error }),
      );
      const statuses = [await client.responses.create(ASKED), await client.responses.create(ASKED)];
      return statuses.map(({ status }) => status);
    },
    tells: ([incomplete, failed]) => {
      expect(incomplete).toMatchObject({ finishReasons: ['length'] });
      expect(failed).toMatchObject({ error: { code: 'server_error', retryable: true } });
    },
  },
  {
    title: 'a response in the background, looked at until it is there',
    play: async ({ client }) => {
      let response = await client.responses.create({ ...ASKED, background: true });
      const seen = [response.status];
      while (response.status === 'queued' || response.status === 'in_progress') {
        response = await client.responses.retrieve(response.id);
        seen.push(response.status);
      }
      return { seen, output: response.output };
    },
    sees: (seen) => expect(seen).toMatchObject({ seen: ['queued', 'in_progress', 'completed'] }),
    tells: ([ending]) =>
      expect(ending).toMatchObject({ usage: SPEAKS.usage, llm: { api: 'responses' } }),
  },
  {
    title: 'a response in the background that is cancelled',
    endings: ['cancelled'],
    play: async ({ client }) => {
      const { id } = await client.responses.create({ ...ASKED, background: true });
      return client.responses.cancel(id);
    },
    sees: (seen) => expect(seen).toMatchObject({ status: 'cancelled' }),
  },
  {
    title: 'a response in the background, followed by `retrieve({ stream: true })`',
    since: 6,
    play: async ({ client }) => {
      const { id } = await client.responses.create({ ...ASKED, background: true });
      const events = await collect(await client.responses.retrieve(id, { stream: true }));
      return events.map(({ type }) => type);
    },
    tells: ([ending]) => expect(ending).toMatchObject({ usage: SPEAKS.usage }),
  },
  {
    title: '`responses.retrieve` of what we never asked for is no model call',
    endings: [],
    play: async ({ client }) => thrown(client.responses.retrieve('resp_unknown')),
    sees: (seen) => expect(seen).toMatchObject({ status: 404 }),
  },
  {
    title: '`responses.compact()`',
    since: 6,
    play: async ({ client }) =>
      client.responses.compact({ model: 'gpt-5', input: 'A long story.' }),
    tells: ([ending]) =>
      expect(ending).toMatchObject({ llm: { operation: 'compact' }, usage: SPEAKS.usage }),
  },
  {
    title: '`embeddings.create`',
    peers: 'embeddings',
    play: async ({ client }) =>
      client.embeddings.create({ model: 'text-embedding-3-small', input: ['one', 'two'] }),
    sees: (seen: OpenAI.CreateEmbeddingResponse) =>
      expect(seen.data[1]?.embedding).toEqual([0.5, -0.25]),
    tells: ([ending]) =>
      expect(ending).toMatchObject({
        usage: { inputTokens: 6 },
        output: { vectors: 2, dimensions: 2 },
        costUsd: 0.00000012,
      }),
  },
  {
    title: '`completions.create`, whole and streamed',
    endings: ['completed', 'completed'],
    play: async ({ client, server }) => {
      server.reply(completionAnswer('Once upon.'), completionAnswer('A time.'));
      const params = { model: 'gpt-3.5-turbo-instruct', prompt: 'Tell.' };
      const whole = await client.completions.create(params);
      return {
        whole,
        chunks: await collect(await client.completions.create({ ...params, stream: true })),
      };
    },
    tells: (endings) =>
      expect(endings.map((ending) => (ending as { output?: unknown }).output)).toEqual(
        ['Once upon.', 'A time.'].map((content) => [
          { role: 'assistant', parts: [{ type: 'text', content }], finish_reason: 'stop' },
        ]),
      ),
  },
  {
    title: '`images.generate` and `images.edit`',
    endings: ['completed', 'completed'],
    play: async ({ client }) => {
      const generated = await client.images.generate({ model: 'gpt-image-1', prompt: 'A cat.' });
      const image = new File([Buffer.from('png')], 'cat.png', { type: 'image/png' });
      const edited = await client.images.edit({ model: 'gpt-image-1', prompt: 'A hat.', image });
      return { generated, edited };
    },
    tells: ([generated], all) => {
      expect(generated).toMatchObject({ usage: { inputTokens: 12, outputTokens: 272 } });
      const edit = all.filter(({ type }) => type === 'agent.llm.called')[1];
      expect(edit).toMatchObject({
        model: { name: 'gpt-image-1' },
        input: { prompt: 'A hat.', images: [{ name: 'cat.png', type: 'image/png', size: 3 }] },
      });
    },
  },
  {
    title: '`images.generate({ stream: true })`',
    since: 5,
    play: async ({ client }) =>
      collect(
        await client.images.generate({ model: 'gpt-image-1', prompt: 'A cat.', stream: true }),
      ),
    tells: ([ending]) => expect(ending).toMatchObject({ usage: { outputTokens: 272 } }),
  },
  {
    title: '`audio.speech.create`: the body is the caller’s',
    play: async ({ client }) => {
      const speech = await client.audio.speech.create({
        model: 'gpt-4o-mini-tts',
        voice: 'alloy',
        input: 'Hi.',
      });
      return { used: speech.bodyUsed, body: Buffer.from(await speech.arrayBuffer()).toString() };
    },
    sees: (seen) => expect(seen).toEqual({ used: false, body: 'not really an mp3' }),
    tells: ([ending]) => expect(ending).toMatchObject({ output: { contentType: 'audio/mpeg' } }),
  },
  {
    title: '`audio.transcriptions.create`: whole, as text, streamed; `translations`',
    endings: ['completed', 'completed', 'completed', 'completed'],
    play: async ({ client }) => {
      const file = (): File => new File([Buffer.from('wav')], 'fox.wav', { type: 'audio/wav' });
      const model = 'gpt-4o-transcribe';
      const whole = await client.audio.transcriptions.create({ model, file: file() });
      const text = await client.audio.transcriptions.create({
        model,
        file: file(),
        response_format: 'text',
      });
      const stream = await client.audio.transcriptions.create({
        model,
        file: file(),
        stream: true,
      });
      const translated = await client.audio.translations.create({
        model: 'whisper-1',
        file: file(),
      });
      return { whole, text, streamed: await collect(stream), translated };
    },
    tells: (endings) => {
      const outputs = endings.map(
        (ending) => (ending as { output?: { text?: string } }).output?.text,
      );
      expect(outputs).toEqual(Array.from({ length: 4 }, () => 'The quick brown fox.'));
      expect(endings[0]).toMatchObject({ usage: { inputTokens: 14, audioInputTokens: 10 } });
    },
  },
  {
    title: '`moderations.create`',
    play: async ({ client }) => client.moderations.create({ input: 'Be nice.' }),
    tells: ([ending]) =>
      expect(ending).toMatchObject({ output: [{ flagged: false, categories: [] }] }),
  },
  {
    title: 'a failure of each kind of call is recorded once',
    endings: ['failed', 'failed', 'failed'],
    play: async ({ client, server }) => {
      server.reply(failure(500), failure(500), failure(401));
      return [
        await thrown(client.responses.create(ASKED)),
        await thrown(client.responses.stream(ASKED).finalResponse()),
        await thrown(client.embeddings.create({ model: 'e', input: 'x' })),
      ];
    },
  },
];
