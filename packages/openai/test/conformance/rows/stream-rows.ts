import { expect } from 'vitest';
import { chatAnswer, eventStream } from '@heddle/testing/openai-server';
import { collectGarbage } from '../collect-garbage.ts';
import { collect, helpers, PROMPT, thrown, thrownWithin, type Row } from '../row.ts';

const STREAMED = { ...PROMPT, stream: true as const };
const TWO_CALLS = [
  { id: 'call_alpha', name: 'alpha', arguments: '{"letter":"a","times":3}' },
  { id: 'call_beta', name: 'beta', arguments: '{"letter":"b"}' },
];

/** Streams: the same object, read as far and aborted as early as its consumer wants. */
export const streamRows: readonly Row[] = [
  {
    title: 'a streamed result is still a `Stream`',
    peers: 'stream',
    play: async ({ client }) => {
      const stream = await client.chat.completions.create(STREAMED);
      const seen = {
        class: stream.constructor.name,
        keys: Object.keys(stream),
        controller: stream.controller instanceof AbortController,
        methods: [typeof stream.tee, typeof stream.toReadableStream],
      };
      return { ...seen, chunks: await collect(stream) };
    },
    sees: (seen) => expect(seen).toMatchObject({ class: 'Stream', controller: true }),
    tells: ([ending]) =>
      expect(ending).toMatchObject({
        output: [{ parts: [{ content: 'Hello from loopback.' }], finish_reason: 'stop' }],
        llm: { stream: true },
      }),
  },
  {
    title: '`create({ stream: true }).withResponse()`',
    peers: 'streamWithResponse',
    play: async ({ client }) => {
      const { data, response } = await client.chat.completions.create(STREAMED).withResponse();
      return { status: response.status, chunks: await collect(data) };
    },
  },
  {
    title: '`stream.tee()`: both branches whole, one call',
    peers: 'tee',
    play: async ({ client }) => {
      const [left, right] = (await client.chat.completions.create(STREAMED)).tee();
      const slow = right[Symbol.asyncIterator]();
      const first = await slow.next();
      const whole = await collect(left);
      const rest = [first.value, (await slow.next()).value];
      return { whole, rest };
    },
  },
  {
    title: '`toReadableStream()` and back',
    play: async ({ client }) => {
      const stream = await client.chat.completions.create(STREAMED);
      const lines = await new Response(stream.toReadableStream() as never).text();
      return lines.trim().split('\n').length;
    },
  },
  {
    title: 'the consumer breaks: the request is aborted',
    peers: 'break',
    play: async ({ client, server }) => {
      server.reply(chatAnswer({ content: 'one two three four' }, { hangAfter: 3 }));
      const seen = [];
      for await (const chunk of await client.chat.completions.create(STREAMED)) {
        seen.push(chunk);
        if (seen.length === 2) break;
      }
      return { seen, server: await server.requests[0]?.ended };
    },
    sees: (seen) => expect(seen).toMatchObject({ server: 'aborted' }),
    tells: ([ending]) => expect(ending).toMatchObject({ metadata: { brokenOff: true } }),
  },
  {
    title: '`controller.abort()`: the loop ends without an error',
    play: async ({ client, server }) => {
      server.reply(chatAnswer({ content: 'one two three four' }, { hangAfter: 3 }));
      const stream = await client.chat.completions.create(STREAMED);
      const seen = [];
      for await (const chunk of stream) {
        seen.push(chunk);
        if (seen.length === 2) stream.controller.abort();
      }
      return { seen, server: await server.requests[0]?.ended };
    },
    tells: ([ending]) => expect(ending).toMatchObject({ metadata: { brokenOff: true } }),
  },
  {
    title: 'the network breaks in the middle: rethrown',
    peers: 'midstream',
    endings: ['failed'],
    play: async ({ client, server }) => {
      server.reply(chatAnswer({ content: 'one two three four' }, { cutAfter: 3 }));
      const seen: unknown[] = [];
      const error = await thrown(
        (async () => {
          for await (const chunk of await client.chat.completions.create(STREAMED))
            seen.push(chunk);
        })(),
      );
      return { seen, error };
    },
    sees: (seen: { seen: unknown[] }) => expect(seen.seen).toHaveLength(3),
    tells: ([ending]) =>
      expect(ending).toMatchObject({ output: [{ parts: [{ content: 'one two ' }] }] }),
  },
  {
    title: 'the server reports an error in the middle',
    endings: ['failed'],
    play: async ({ client, server }) => {
      server.reply(
        eventStream([{ choices: [] }, { error: { message: 'overloaded', code: 'busy' } }]),
      );
      const stream = await client.chat.completions.create(STREAMED);
      return thrown(collect(stream));
    },
    tells: ([ending]) =>
      expect(ending).toMatchObject({ error: { name: 'APIError', code: 'busy' } }),
  },
  {
    title: 'read twice: the client’s own complaint',
    play: async ({ client }) => {
      const stream = await client.chat.completions.create(STREAMED);
      await collect(stream);
      return thrownWithin(collect(stream));
    },
  },
  {
    title: 'parallel tool calls in a stream are told apart',
    peers: 'parallelToolCalls',
    play: async ({ client, server }) => {
      server.reply(chatAnswer({ toolCalls: TWO_CALLS }));
      return collect(await client.chat.completions.create(STREAMED));
    },
    tells: ([ending]) =>
      expect(ending).toMatchObject({
        toolCalls: TWO_CALLS.map((call) => ({
          ...call,
          arguments: JSON.parse(call.arguments) as object,
        })),
        finishReasons: ['tool_calls'],
      }),
  },
  {
    title: 'chunks the caller keeps are not changed',
    peers: 'chunks',
    play: async ({ client }) => {
      const kept = await collect(await client.chat.completions.create(STREAMED));
      return { kept, frozen: kept.map((chunk) => Object.isFrozen(chunk)) };
    },
    sees: (seen: { kept: { choices: { delta: object }[] }[] }) =>
      expect(seen.kept.map(({ choices }) => choices[0]?.delta)).toEqual([
        { role: 'assistant', content: '' },
        { content: 'Hello ' },
        { content: 'from ' },
        { content: 'loopback.' },
        {},
      ]),
  },
  {
    title: 'streamed usage, when the caller asked for it',
    peers: 'includeUsage',
    play: async ({ client }) =>
      collect(
        await client.chat.completions.create({
          ...STREAMED,
          stream_options: { include_usage: true },
        }),
      ),
    tells: ([ending]) =>
      expect(ending).toMatchObject({
        usage: { inputTokens: 20, outputTokens: 10, cachedInputTokens: 8, reasoningTokens: 4 },
        costUsd: 0.00014,
      }),
  },
  {
    title: 'the time to the first token',
    peers: 'firstToken',
    play: async ({ client }) => collect(await client.chat.completions.create(STREAMED)),
    tells: ([ending]) => {
      const { timeToFirstTokenMs, durationMs } = ending as unknown as Record<string, number>;
      expect(timeToFirstTokenMs).toBeGreaterThan(0);
      expect(timeToFirstTokenMs).toBeLessThanOrEqual(durationMs as number);
    },
  },
  {
    title: 'a stream that is never read',
    endings: ['completed', 'abandoned'],
    play: async ({ client, server }) => {
      // One that the run's end finds unread, and one that nobody holds any more.
      await client.chat.completions.create(PROMPT);
      server.reply(chatAnswer({}, { hangAfter: 1 }));
      await dropStream(() => client.chat.completions.create(STREAMED));
      return server.requests.length;
    },
  },
  {
    title: '`chat.completions.stream()`: events, and the final message',
    peers: 'streamHelper',
    play: async ({ client }) => {
      const runner = helpers(client).stream(PROMPT);
      const events: string[] = [];
      runner.on('content', (delta) => events.push(delta));
      runner.on('end', () => events.push('end'));
      const content = await runner.finalContent();
      return { content, events, usage: await runner.totalUsage().catch(() => 'none') };
    },
    sees: (seen) => expect(seen).toMatchObject({ content: 'Hello from loopback.' }),
  },
  {
    title: '`chat.completions.stream()`: iterated and aborted',
    play: async ({ client, server }) => {
      server.reply(chatAnswer({ content: 'one two three four' }, { hangAfter: 3 }));
      const runner = helpers(client).stream(PROMPT);
      const seen = [];
      for await (const chunk of runner) {
        seen.push(chunk);
        if (seen.length === 2) break;
      }
      return { seen, aborted: runner.aborted, server: await server.requests[0]?.ended };
    },
    endings: ['completed'],
  },
  {
    title: '`runTools()`: one record for every model call',
    peers: 'runTools',
    endings: ['completed', 'completed'],
    play: async ({ client, server }) => {
      server.reply(chatAnswer({ toolCalls: TWO_CALLS }), chatAnswer({ content: 'Done.' }));
      const called: unknown[] = [];
      const runner = helpers(client).runTools({ ...PROMPT, tools: tools(called) });
      return { content: await runner.finalContent(), called, messages: runner.messages };
    },
    sees: (seen) =>
      expect(seen).toMatchObject({
        content: 'Done.',
        called: [{ letter: 'a', times: 3 }, { letter: 'b' }],
      }),
  },
  {
    title: '`runTools({ stream: true })`',
    endings: ['completed', 'completed'],
    play: async ({ client, server }) => {
      server.reply(chatAnswer({ toolCalls: TWO_CALLS }), chatAnswer({ content: 'Done.' }));
      const called: unknown[] = [];
      const runner = helpers(client).runTools({ ...PROMPT, stream: true, tools: tools(called) });
      return { content: await runner.finalContent(), called };
    },
  },
  {
    title: '`chat.completions.parse()`',
    peers: 'parse',
    play: async ({ client, server }) => {
      server.reply(chatAnswer({ content: '{"answer":42}' }));
      const parsed = await helpers(client).parse({ ...PROMPT, response_format: ANSWER_FORMAT });
      return { parsed, helper: server.requests[0]?.headers['x-stainless-helper-method'] };
    },
  },
  {
    title: '`chat.completions.parse().withResponse()`, and its refusal to parse',
    endings: ['completed', 'completed'],
    play: async ({ client, server }) => {
      server.reply(
        chatAnswer({ content: '{"answer":42}' }),
        chatAnswer({ content: '{"ans', finishReason: 'length' }),
      );
      const parse = (): ReturnType<ReturnType<typeof helpers>['parse']> =>
        helpers(client).parse({ ...PROMPT, response_format: ANSWER_FORMAT });
      const { data, response } = await parse().withResponse();
      return { data, status: response.status, error: await thrownWithin(parse()) };
    },
    sees: (seen) =>
      expect(seen).toMatchObject({ status: 200, error: { class: 'LengthFinishReasonError' } }),
  },
];

const ANSWER_FORMAT = {
  type: 'json_schema' as const,
  json_schema: {
    name: 'answer',
    strict: true,
    schema: { type: 'object', properties: { answer: { type: 'number' } } },
  },
};

function tools(called: unknown[]): never {
  return ['alpha', 'beta'].map((name) => ({
    type: 'function',
    function: {
      name,
      description: name,
      parse: JSON.parse,
      parameters: { type: 'object', properties: {} },
      function: (args: unknown) => {
        called.push(args);
        return name;
      },
    },
  })) as never;
}

/** Opens a stream, lets go of it, and waits until the collector has found it. */
async function dropStream(open: () => PromiseLike<object>): Promise<void> {
  let gone = false;
  const registry = new FinalizationRegistry(() => {
    gone = true;
  });
  await open().then((stream) => registry.register(stream, undefined));
  while (!gone) {
    collectGarbage();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
