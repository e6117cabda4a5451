import { expect } from 'vitest';
import type { EventOf } from '@heddle/events';
import type OpenAI from 'openai';
import { chatAnswer, failure, silence } from '@heddle/testing/openai-server';
import { PROMPT, thrown, type Row } from '../row.ts';

/** The promise: what it is, how often it parses, who handles its rejection. */
export const promiseRows: readonly Row[] = [
  {
    title: 'the result is an `APIPromise`, and a `Promise`',
    play: async ({ client, openai }) => {
      const promise = client.chat.completions.create(PROMPT);
      const seen = [
        promise instanceof openai.APIPromise,
        promise instanceof Promise,
        promise.constructor === openai.APIPromise,
        Object.keys(promise),
      ];
      await promise;
      return seen;
    },
    sees: (seen: unknown[]) => expect(seen.slice(0, 3)).toEqual([true, true, true]),
  },
  {
    title: '`create().withResponse()`',
    peers: 'withResponse',
    play: async ({ client }) => {
      const whole = await client.chat.completions.create(PROMPT).withResponse();
      const { data, response } = whole;
      return {
        data,
        status: response.status,
        id: response.headers.get('x-request-id'),
        keys: Object.keys(whole),
      };
    },
    tells: ([ending]) => expect(ending).toMatchObject({ usage: { inputTokens: 20 } }),
  },
  {
    title: '`create().asResponse()`, then reading the body',
    peers: 'asResponse',
    play: async ({ client }) => {
      const response = await client.chat.completions.create(PROMPT).asResponse();
      const unread = response.bodyUsed;
      return { unread, body: (await response.json()) as unknown, used: response.bodyUsed };
    },
    sees: (seen: { unread: boolean }) => expect(seen.unread).toBe(false),
    tells: ([ending]) =>
      expect(ending).toMatchObject({ usage: { inputTokens: 20 }, responseId: 'chatcmpl-loopback' }),
  },
  {
    title: '`asResponse()` whose body the caller streams, clones or never reads',
    endings: ['completed', 'completed', 'completed'],
    play: async ({ client }) => {
      const streamed = await client.chat.completions.create(PROMPT).asResponse();
      let bytes = 0;
      for await (const chunk of streamed.body as unknown as AsyncIterable<Uint8Array>)
        bytes += chunk.length;
      const cloned = await client.chat.completions.create(PROMPT).asResponse();
      const twice = [await cloned.clone().text(), await cloned.text()];
      const unread = await client.chat.completions.create(PROMPT).asResponse();
      return { bytes, twice, unread: unread.bodyUsed };
    },
    sees: (seen: { unread: boolean }) => expect(seen.unread).toBe(false),
  },
  {
    title: 'a call nobody waits for is sent',
    peers: 'unawaited',
    play: async ({ client, server, idle }) => {
      void client.chat.completions.create(PROMPT);
      while (server.requests.length === 0) await idle();
      await server.requests[0]?.ended;
      return server.requests.length;
    },
    sees: (seen) => expect(seen).toBe(1),
    tells: ([ending]) => expect(ending).toMatchObject({ requestId: 'req_loopback_1' }),
  },
  {
    title: 'a rejection nobody handles is unhandled once',
    endings: ['failed'],
    play: async ({ client, server, unhandled, idle }) => {
      server.reply(failure(400, { message: 'no' }));
      void client.chat.completions.create(PROMPT);
      while (unhandled.length === 0) await idle();
      await idle();
      return unhandled.length;
    },
    sees: (seen) => expect(seen).toBe(1),
  },
  {
    title: 'a rejection handled late, twice, by `catch` and by `finally`',
    endings: ['failed'],
    play: async ({ client, server }) => {
      server.reply(failure(422, { message: 'no' }));
      const promise = client.chat.completions.create(PROMPT);
      let finals = 0;
      const ended = promise.finally(() => finals++);
      const seen = await Promise.allSettled([promise, promise.catch(() => 'caught'), ended]);
      return { seen: seen.map(({ status }) => status), finals, same: await sameError(promise) };
    },
    sees: (seen: { same: boolean }) => expect(seen.same).toBe(true),
  },
  {
    title: 'awaited twice, parsed once: the same object',
    play: async ({ client }) => {
      const promise = client.chat.completions.create(PROMPT);
      const [first, second] = [await promise, await promise];
      return { same: first === second, first, requestId: first._request_id };
    },
    sees: (seen: { same: boolean }) => expect(seen.same).toBe(true),
  },
  {
    title: 'awaited long after the answer came',
    play: async ({ client, server, idle }) => {
      const promise = client.chat.completions.create(PROMPT);
      while (server.requests.length === 0) await idle();
      await server.requests[0]?.ended;
      await idle();
      return promise;
    },
    tells: ([ending]) => expect(ending).toMatchObject({ usage: { inputTokens: 20 } }),
  },
  {
    title: '`_thenUnwrap` is kept, and what is unwrapped can be unwrapped again',
    peers: 'thenUnwrap',
    play: async ({ client }) => {
      type Unwrappable = Promise<unknown> & {
        _thenUnwrap<Made>(transform: (value: never) => Made): Unwrappable;
        asResponse(): Promise<Response>;
      };
      const promise = client.chat.completions.create(PROMPT) as unknown as Unwrappable;
      const inner = promise._thenUnwrap(({ model }: { model: string }) => ({ model }));
      const outer = inner._thenUnwrap(({ model }: { model: string }) => ({
        shouted: model.toUpperCase(),
      }));
      return { outer: await outer, status: (await outer.asResponse()).status };
    },
    sees: (seen: { outer: object }) => expect(seen.outer).toEqual({ shouted: 'GPT-4O' }),
    tells: ([ending]) => expect(ending).toMatchObject({ model: { responseName: 'gpt-4o' } }),
  },
  {
    title: '429: the error’s class, fields and stack',
    peers: 'rateLimited',
    endings: ['failed'],
    play: async ({ client, server }) => {
      server.reply(failure(429, { message: 'Slow down.', code: 'rate_limit_exceeded' }));
      return thrown(client.chat.completions.create(PROMPT));
    },
    sees: (seen) => expect(seen).toMatchObject({ class: 'RateLimitError', status: 429 }),
    tells: ([ending]) =>
      expect(ending).toMatchObject({
        error: {
          name: 'RateLimitError',
          status: 429,
          code: 'rate_limit_exceeded',
          retryable: true,
          requestId: 'req_loopback_1',
        },
      }),
  },
  {
    title: '400: not worth another try',
    endings: ['failed'],
    play: async ({ client, server }) => {
      server.reply(failure(400, { message: 'No such model.', code: 'model_not_found' }));
      return thrown(client.chat.completions.create(PROMPT));
    },
    tells: ([ending]) =>
      expect(ending).toMatchObject({
        error: { name: 'BadRequestError', status: 400, retryable: false },
      }),
  },
  {
    title: 'a body that is no JSON',
    endings: ['failed'],
    play: async ({ client, server }) => {
      server.reply((_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end('{"half":');
      });
      return thrown(client.chat.completions.create(PROMPT));
    },
  },
  {
    title: 'the connection breaks before an answer',
    endings: ['failed'],
    play: async ({ client, server }) => {
      server.reply((_request, response) => void response.destroy());
      return thrown(client.chat.completions.create(PROMPT));
    },
    sees: (seen) => expect(seen).toMatchObject({ class: 'APIConnectionError' }),
    tells: ([ending]) =>
      expect(ending).toMatchObject({ error: { name: 'APIConnectionError', retryable: true } }),
  },
  {
    title: 'a timeout',
    endings: ['failed'],
    play: async ({ client, server }) => {
      server.reply(silence);
      return thrown(client.chat.completions.create(PROMPT, { timeout: 50 }));
    },
    sees: (seen) => expect(seen).toMatchObject({ class: 'APIConnectionTimeoutError' }),
    tells: ([ending]) => expect(ending).toMatchObject({ error: { retryable: true } }),
  },
  {
    title: 'the caller aborts while it waits',
    endings: ['cancelled'],
    play: async ({ client, server, idle }) => {
      server.reply(silence);
      const controller = new AbortController();
      const seen = thrown(client.chat.completions.create(PROMPT, { signal: controller.signal }));
      while (server.requests.length === 0) await idle();
      controller.abort();
      return { seen: await seen, server: await server.requests[0]?.ended };
    },
    sees: (seen: object) =>
      expect(seen).toMatchObject({ seen: { class: 'APIUserAbortError' }, server: 'aborted' }),
  },
  {
    title: 'the caller had aborted before',
    endings: ['cancelled'],
    play: async ({ client }) =>
      thrown(client.chat.completions.create(PROMPT, { signal: AbortSignal.abort() })),
  },
  {
    title: 'many calls at once',
    endings: Array.from({ length: 20 }, () => 'completed' as const),
    play: async ({ client, server }) => {
      const asked = Array.from({ length: 20 }, (_, index) =>
        client.chat.completions.create({ ...PROMPT, model: `model-${index}` }),
      );
      const models = (await Promise.all(asked)).map(({ model }) => model);
      server.requests.sort((a, b) => modelOf(a).localeCompare(modelOf(b)));
      return models;
    },
    tells: (endings) =>
      expect(endings.map((ending) => (ending as LlmEnding).model)).toEqual(
        Array.from({ length: 20 }, (_, index) => ({
          provider: 'openai',
          name: `model-${index}`,
          responseName: `model-${index}`,
        })),
      ),
  },
  {
    title: 'the result in the hands of a framework: `await` in `async`, `Promise.resolve`, `race`',
    endings: ['completed', 'completed', 'completed'],
    play: async ({ client, server }) => {
      server.reply(
        chatAnswer({ content: 'one' }),
        chatAnswer({ content: 'two' }),
        chatAnswer({ content: 'three' }),
      );
      const ask = (): PromiseLike<OpenAI.ChatCompletion> => client.chat.completions.create(PROMPT);
      const returned = await (async () => ask())();
      const resolved = await Promise.resolve(ask());
      const raced = await Promise.race([ask(), new Promise<never>(() => {})]);
      return [returned, resolved, raced].map(({ choices }) => choices[0]?.message.content);
    },
    sees: (seen) => expect(seen).toEqual(['one', 'two', 'three']),
  },
];

type LlmEnding = EventOf<'agent.llm.completed'>;

async function sameError(promise: PromiseLike<unknown>): Promise<boolean> {
  const errors = await Promise.all(
    [0, 1].map(() => Promise.resolve(promise).then(undefined, (error: unknown) => error)),
  );
  return errors[0] === errors[1];
}

function modelOf({ body }: { readonly body: unknown }): string {
  return String((body as { model: string }).model.padStart(12, ' '));
}
