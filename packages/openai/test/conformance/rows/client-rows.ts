import { inspect } from 'node:util';
import { expect } from 'vitest';
import type OpenAI from 'openai';
import { chatAnswer, failure } from '@heddle/testing/openai-server';
import { collect, PROMPT, thrownWithin, type Row } from '../row.ts';

/** The client as an object: what it is, what is made of it, what passes through it untouched. */
export const clientRows: readonly Row[] = [
  {
    title: '`instanceof OpenAI`, and the same object',
    peers: 'instanceof',
    endings: [],
    play({ openai, wrap }) {
      const client = new openai.default({ apiKey: 'k' });
      const wrapped = wrap(client);
      const { constructor } = wrapped;
      return [
        wrapped instanceof openai.default,
        wrapped === client,
        constructor === openai.default,
      ];
    },
    sees: (seen) => expect(seen).toEqual([true, true, true]),
  },
  {
    title: '`client.chat === client.chat`, keys, names and lengths',
    endings: [],
    play: ({ client }) => ({
      same:
        client.chat === client.chat &&
        client.chat.completions.create === client.chat.completions.create,
      keys: Object.keys(client),
      resourceKeys: Object.keys(client.chat.completions),
      methods: [client.post, client.chat.completions.create].map(({ name, length }) => [
        name,
        length,
      ]),
      inherited: Object.getPrototypeOf(client) === client.constructor.prototype,
    }),
  },
  {
    title: '`util.inspect` and `JSON.stringify` of the client',
    endings: [],
    play: ({ client }) => ({
      inspected: inspect(client, { depth: 3 }),
      json: Object.keys(JSON.parse(stringify(client)) as object),
    }),
  },
  {
    title: 'private members: `buildURL()`, `#private` subclasses',
    play: async ({ openai, server, wrap }) => {
      class Secretive extends openai.default {
        #asked = 0;

        ask(): Promise<unknown> {
          this.#asked++;
          return this.chat.completions.create(PROMPT);
        }

        get asked(): number {
          return this.#asked;
        }
      }
      const client = wrap(new Secretive({ apiKey: 'k', baseURL: server.url, maxRetries: 0 }));
      const answer = await client.ask();
      return { answer, asked: client.asked, url: client.buildURL('/models', {}) };
    },
  },
  {
    title: '`withOptions()` gives a client that works and is recorded',
    peers: 'withOptions',
    since: 5,
    play: async ({ client }) => {
      const derived = client.withOptions({ maxRetries: 1, timeout: 5000 });
      const answer = await derived.chat.completions.create(PROMPT);
      return { answer, retries: derived.maxRetries, other: derived !== client };
    },
  },
  {
    title: 'wrapping twice is wrapping once',
    peers: 'twice',
    play: async ({ client, wrap }) => {
      const again = wrap(wrap(client));
      return { answer: await again.chat.completions.create(PROMPT), same: again === client };
    },
  },
  {
    title: 'the second argument (headers, signal, timeout) reaches the SDK',
    peers: 'options',
    play: async ({ client, server }) => {
      const options = {
        headers: { 'x-mine': 'yes' },
        query: { trace: '1' },
        timeout: 4321,
        signal: new AbortController().signal,
      };
      await client.chat.completions.create(PROMPT, options);
      const [request] = server.requests;
      return {
        header: request?.headers['x-mine'],
        url: request?.url,
        options: Object.keys(options),
      };
    },
    sees: (seen: { header: string }) => expect(seen.header).toBe('yes'),
  },
  {
    title: 'the request body is left untouched',
    peers: 'body',
    play: async ({ client, server }) => {
      const params = Object.freeze({ ...PROMPT, stream: true as const });
      await collect(await client.chat.completions.create(params));
      return { params, sent: server.requests[0]?.body };
    },
    sees: (seen: { sent: unknown; params: unknown }) => expect(seen.sent).toEqual(seen.params),
  },
  {
    title: '`client.post()` raw',
    peers: 'post',
    play: async ({ client }) => client.post('/chat/completions', { body: PROMPT }),
  },
  {
    title: '`files.list()` is a page: awaited, iterated, walked page by page',
    peers: 'page',
    endings: [],
    play: async ({ client }) => {
      const page = await client.files.list();
      const next = await page.getNextPage();
      return {
        first: page.data.map(({ id }) => id),
        next: next.data.map(({ id }) => id),
        all: (await collect(client.files.list())).map(({ id }) => id),
        last: next.hasNextPage(),
      };
    },
    sees: (seen: { all: unknown }) => expect(seen.all).toEqual(['file-loopback', 'file-second']),
  },
  {
    title: 'binary results, `delete` and `models.list` pass through',
    endings: [],
    play: async ({ client }) => {
      const content = await client.files.content('file-loopback');
      const files = client.files as unknown as Record<string, (id: string) => Promise<unknown>>;
      const remove = files['delete'] ?? files['del'];
      return {
        content: await content.text(),
        deleted: await remove?.call(files, 'file-loopback'),
        models: (await client.models.list()).data,
      };
    },
    sees: (seen: { content: string }) => expect(seen.content).toBe('bytes'),
  },
  {
    title: 'AzureOpenAI: deployments in the path, model in the body',
    play: async ({ openai, server, wrap }) => {
      const client = wrap(
        new openai.AzureOpenAI({
          apiKey: 'k',
          endpoint: server.endpoint,
          apiVersion: '2024-10-21',
          deployment: 'mine',
          maxRetries: 0,
        }),
      );
      const answer = await client.chat.completions.create(PROMPT);
      return { answer, url: server.requests[0]?.url };
    },
    sees: (seen: { url: string }) =>
      expect(seen.url).toBe('/openai/deployments/mine/chat/completions?api-version=2024-10-21'),
    tells: ([ending]) => expect(ending).toMatchObject({ model: { provider: 'azure.ai.openai' } }),
  },
  {
    title: 'a custom `fetch`, and a client whose key is a function',
    play: async ({ openai, server, wrap, major }) => {
      const seen: string[] = [];
      const client = wrap(
        new openai.default({
          apiKey: (major < 6 ? 'k' : async () => 'fresh') as string,
          baseURL: server.url,
          fetch: (url: never, init: never) => {
            seen.push(String(url));
            return fetch(url, init);
          },
        } as ConstructorParameters<typeof OpenAI>[0]),
      );
      await client.chat.completions.create(PROMPT);
      return { seen, authorization: server.requests[0]?.headers.authorization };
    },
  },
  {
    title: '429, then an answer: the client retries as it would',
    endings: ['completed'],
    play: async ({ openai, server, wrap }) => {
      const client = wrap(new openai.default({ apiKey: 'k', baseURL: server.url, maxRetries: 2 }));
      server.reply(
        failure(429, {}, { 'retry-after-ms': '1' }),
        failure(500, {}, { 'retry-after-ms': '1' }),
        chatAnswer(),
      );
      const answer = await client.chat.completions.create(PROMPT);
      return { answer, requests: server.requests.length };
    },
    sees: (seen: { requests: number }) => expect(seen.requests).toBe(3),
    tells: ([ending]) => expect(ending).toMatchObject({ retries: 2, requestId: 'req_loopback_3' }),
  },
  {
    title: 'a wrong argument throws where and what it threw before',
    // From version 7 on it throws when the request is made, not before.
    endings: (major) => (major < 7 ? [] : ['failed']),
    play: async ({ client }) => {
      const create = client.chat.completions.create.bind(client.chat.completions) as () => unknown;
      return thrownWithin(new Promise((resolve) => resolve(create())));
    },
  },
];

function stringify(client: object): string {
  const seen = new Set<unknown>();
  return JSON.stringify(client, (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value;
    if (seen.has(value)) return undefined;
    seen.add(value);
    return value;
  });
}
