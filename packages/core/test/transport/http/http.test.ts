import { afterEach, describe, expect, test } from 'vitest';
import { http, type HttpTransportOptions } from '../../../src/transport/http/http.ts';
import type { SendResult } from '../../../src/transport/transport.ts';
import { batchOf, transportContract } from '@heddle/testing/vitest';
import { json, loopback, storeAll, type Loopback } from './loopback.ts';

const open: Loopback[] = [];
afterEach(() => Promise.all(open.splice(0).map((server) => server.close())));

async function serverWith(answer?: Loopback['answer']): Promise<Loopback> {
  const server = await loopback(answer);
  open.push(server);
  return server;
}

const never = new AbortController().signal;

describe.each([
  ['node:http', {}],
  ['fetch', { fetch: globalThis.fetch }],
])('by %s', (_name, how: Partial<HttpTransportOptions>) => {
  async function sent(
    answer: Loopback['answer'],
    options: Partial<HttpTransportOptions> = {},
    batch = batchOf(3),
  ): Promise<{ result: SendResult; server: Loopback; batch: ReturnType<typeof batchOf> }> {
    const server = await serverWith(answer);
    const result = await http({ url: server.url, ...how, ...options }).send(batch, never);
    return { result, server, batch };
  }

  transportContract(
    async () => {
      const server = await serverWith();
      const stored = new Map<string, string>();
      server.answer = (seen, response) => {
        for (const event of seen.events) stored.set(event.eventId, JSON.stringify(event));
        storeAll(seen, response);
      };
      return {
        transport: http({ url: server.url, ...how }),
        arrived: () => [...stored.values()],
        break: () => void (server.answer = (_seen, response) => response.destroy()),
        mend: () =>
          void (server.answer = (seen, response) => {
            for (const event of seen.events) stored.set(event.eventId, JSON.stringify(event));
            storeAll(seen, response);
          }),
      };
    },
    { synchronous: false, repeats: false },
  );

  test('posts the events as they were encoded, with the key and the id of the batch', async () => {
    const { server, batch } = await sent(storeAll, {
      apiKey: 'hd_live_1',
      headers: { 'x-team': 'blue' },
    });
    expect(server.seen[0]).toMatchObject({ method: 'POST', path: '/v1/events' });
    expect(server.seen[0]?.text).toBe(
      `{"events":[${batch.events.map((event) => event.json).join(',')}]}`,
    );
    expect(server.seen[0]?.headers).toMatchObject({
      authorization: 'Bearer hd_live_1',
      'content-type': 'application/json',
      'heddle-attempt': '1',
      'heddle-sent-at': '2026-11-21T00:00:00.000Z',
      'idempotency-key': batch.id,
      'x-team': 'blue',
    });
  });

  test('compresses from 1 KiB on when asked, with the same bytes for the same batch', async () => {
    const server = await serverWith();
    const transport = http({ url: server.url, compression: 'gzip', ...how });
    await transport.send(batchOf(2), never);
    const large = batchOf(50);
    await transport.send(large, never);
    await transport.send({ ...large, attempt: 2 }, never);
    const sizes = server.seen.map(({ headers }) => headers['content-length']);
    expect(server.seen.map(({ headers }) => headers['content-encoding'])).toEqual([
      undefined,
      'gzip',
      'gzip',
    ]);
    expect(Number(sizes[1])).toBeLessThan(large.bytes / 5);
    expect(sizes[2]).toBe(sizes[1]);
  });

  test('stops compressing for a receiver that does not take it', async () => {
    const server = await serverWith((seen, response) =>
      seen.headers['content-encoding'] ? json(response, 415, {}) : storeAll(seen, response),
    );
    const transport = http({ url: server.url, compression: 'gzip', ...how });
    const batch = batchOf(50);
    expect(await transport.send(batch, never)).toMatchObject({ status: 'retry' });
    expect(await transport.send(batch, never)).toEqual({ status: 'delivered' });
  });

  describe('an answer', () => {
    test.each([
      ['{accepted}', { accepted: 3 }],
      ['{accepted, results: []}', { accepted: 3, results: [] }],
      ["Apie's {warnings}", { warnings: ['agentKey is new'] }],
      ["AgentMetrics' {data}", { data: { accepted: 3, rejected: 0 } }],
    ])('%s acknowledges', async (_form, body) => {
      const { result } = await sent((_seen, response) => json(response, 200, body));
      expect(result).toEqual({ status: 'delivered' });
    });

    test('names each event by index or by id, and need not name those stored', async () => {
      const { result } = await sent((seen, response) =>
        json(response, 207, {
          accepted: 1,
          results: [
            { i: 0, status: 'invalid', reason: 'agentKey is missing' },
            { id: seen.events[2]?.eventId, status: 'duplicate' },
          ],
        }),
      );
      expect(result).toEqual({
        status: 'partial',
        results: [
          { status: 'refused', reason: 'agentKey is missing' },
          { status: 'stored' },
          { status: 'duplicate' },
        ],
      });
    });

    test('that leaves events out without counting them in does not acknowledge those', async () => {
      const { result } = await sent((_seen, response) =>
        json(response, 200, { results: [{ i: 1, status: 'stored' }] }),
      );
      expect(result).toMatchObject({
        results: [{ status: 'retry' }, { status: 'stored' }, { status: 'retry' }],
      });
    });

    test('with a status nobody knows does not acknowledge', async () => {
      const { result } = await sent((_seen, response) =>
        json(response, 200, { accepted: 2, results: [{ i: 1, status: 'postponed' }] }),
      );
      expect(result).toMatchObject({ results: [{}, { status: 'retry' }, {}] });
    });

    test('that took fewer without saying which has the batch taken apart', async () => {
      const { result } = await sent((_seen, response) =>
        json(response, 200, { accepted: 2, warnings: ['one is bad'] }),
      );
      expect(result).toEqual({ status: 'refused', reason: 'one is bad' });
    });

    test.each<[string, Loopback['answer']]>([
      [
        'a captive portal (HTML)',
        (_s, r) =>
          void r.writeHead(200, { 'content-type': 'text/html' }).end('<html>Log in</html>'),
      ],
      [
        'HTML that calls itself JSON',
        (_s, r) => void r.writeHead(200, { 'content-type': 'application/json' }).end('<html>'),
      ],
      [
        'JSON that calls itself HTML',
        (_s, r) => void r.writeHead(200, { 'content-type': 'text/html' }).end('{"accepted":3}'),
      ],
      [
        'an empty body',
        (_s, r) => void r.writeHead(200, { 'content-type': 'application/json' }).end(),
      ],
      ['204', (_s, r) => void r.writeHead(204).end()],
      ['somebody else’s JSON', (_s, r) => json(r, 200, { status: 'ok' })],
      ['a list', (_s, r) => json(r, 200, [])],
      ['null', (_s, r) => json(r, 200, null)],
      [
        'a body cut short',
        (_s, r) => {
          r.writeHead(200, { 'content-type': 'application/json', 'content-length': '99' });
          r.write('{"accepted":3');
          setTimeout(() => r.destroy(), 5);
        },
      ],
      [
        'a body without end',
        (_s, r) => {
          r.writeHead(200, { 'content-type': 'application/json' });
          r.write('{"accepted":3,"x":"');
          for (let i = 0; i < 40; i++) r.write('x'.repeat(64 * 1024));
          r.end('"}');
        },
      ],
    ])('%s acknowledges nothing', async (_name, answer) => {
      const { result } = await sent(answer);
      expect(result).toMatchObject({ status: 'retry' });
      expect(result).not.toHaveProperty('pause');
    });
  });

  describe('a status', () => {
    test.each([
      [400, { status: 'refused' }],
      [401, { status: 'retry', pause: true }],
      [402, { status: 'retry', pause: true }],
      [403, { status: 'retry', pause: true }],
      [404, { status: 'retry', pause: true }],
      [405, { status: 'retry', pause: true }],
      [408, { status: 'retry', suspect: false }],
      [409, { status: 'retry', suspect: false }],
      [413, { status: 'too_large' }],
      [415, { status: 'retry', pause: true }],
      [422, { status: 'refused' }],
      [425, { status: 'retry', suspect: false }],
      [429, { status: 'retry', suspect: false }],
      [500, { status: 'retry', suspect: true }],
      [501, { status: 'retry', pause: true }],
      [502, { status: 'retry', suspect: false }],
      [503, { status: 'retry', suspect: false }],
      [504, { status: 'retry', suspect: false }],
      [520, { status: 'retry', suspect: false }],
    ])('%d is answered by %o', async (status, expected) => {
      const { result } = await sent((_seen, response) => json(response, status, { error: 'no' }));
      expect(result).toMatchObject({ ...expected, reason: `HTTP ${status}: {"error":"no"}` });
      if (!('pause' in expected)) expect(result).not.toHaveProperty('pause');
    });

    test('422 that names the events is believed', async () => {
      const { result } = await sent((_seen, response) =>
        json(response, 422, { accepted: 2, results: [{ i: 2, status: 'invalid', reason: 'bad' }] }),
      );
      expect(result).toMatchObject({
        status: 'partial',
        results: [{ status: 'stored' }, { status: 'stored' }, { status: 'refused' }],
      });
    });

    test.each([301, 302, 303, 307, 308])(
      '%d is a wrong address: the key goes nowhere',
      async (status) => {
        const thief = await serverWith();
        const { result } = await sent(
          (_seen, response) =>
            response.writeHead(status, { location: `${thief.url}/v1/events` }).end(),
          { apiKey: 'secret' },
        );
        expect(result).toMatchObject({ status: 'retry', pause: true });
        expect(thief.seen).toEqual([]);
      },
    );

    test.each([
      ['2', 2000],
      ['0', 0],
      ['1000000000', 1e12],
      ['0.5', 500],
      ['-5', undefined],
      ['soon', undefined],
      ['', undefined],
      ['Sat, 21 Nov 2026 00:00:10 GMT', 10_000],
      ['Fri, 20 Nov 2026 23:00:00 GMT', 0],
    ])('503 with Retry-After "%s" asks for %s ms', async (value, afterMs) => {
      const { result } = await sent((_seen, response) =>
        json(response, 503, {}, { 'retry-after': value }),
      );
      expect((result as { afterMs?: number }).afterMs).toBe(afterMs);
    });

    test('two Retry-After headers are no reason to fail', async () => {
      const { result } = await sent((_seen, response) =>
        json(response, 503, {}, { 'retry-after': ['7', '7'] }),
      );
      expect(result).toMatchObject({ status: 'retry', afterMs: 7000 });
    });
  });

  describe('a receiver that cannot be reached', () => {
    test('refuses the connection', async () => {
      const server = await serverWith();
      await server.close();
      const result = await http({ url: server.url, ...how }).send(batchOf(1), never);
      expect(result).toMatchObject({ status: 'retry' });
    });

    test('has no address', async () => {
      const url = 'http://no-such-host.invalid';
      const result = await http({ url, ...how }).send(batchOf(1), never);
      expect(result).toMatchObject({ status: 'retry' });
    });

    test('speaks no HTTP', async () => {
      const { result } = await sent((_seen, _response, request) => {
        request.socket.end('220 smtp.example.com ESMTP\r\n');
      });
      expect(result).toMatchObject({ status: 'retry' });
    });

    test('never answers, until the send is aborted', async () => {
      const server = await serverWith(() => {});
      const controller = new AbortController();
      const sending = http({ url: server.url, ...how }).send(batchOf(1), controller.signal);
      while (server.seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
      controller.abort();
      expect(await sending).toMatchObject({ status: 'retry' });
    });
  });
});

test('uses a connection again, and two at most', async () => {
  const server = await serverWith();
  const transport = http({ url: server.url });
  for (let i = 0; i < 5; i++) await transport.send(batchOf(1), never);
  expect(server.sockets.size).toBe(1);
  await Promise.all([1, 2, 3, 4].map(() => transport.send(batchOf(1), never)));
  expect(server.sockets.size).toBe(2);
});

test('a connection that died while idle is replaced without a word', async () => {
  const served = new WeakSet<object>();
  const server = await serverWith((seen, response, request) => {
    if (served.has(request.socket)) return void request.socket.resetAndDestroy();
    served.add(request.socket);
    storeAll(seen, response);
  });
  const transport = http({ url: server.url });
  expect(await transport.send(batchOf(1), never)).toEqual({ status: 'delivered' });
  expect(await transport.send(batchOf(1), never)).toEqual({ status: 'delivered' });
  expect(server.seen).toHaveLength(3);
});

describe('what is configured', () => {
  const address = async (url: string): Promise<string | undefined> => {
    const server = await serverWith();
    await http({ url: url.replace('SERVER', server.url) }).send(batchOf(1), never);
    return server.seen[0]?.path;
  };

  test.each([
    ['SERVER', '/v1/events'],
    ['SERVER/', '/v1/events'],
    ['SERVER/v1/events', '/v1/events'],
    ['SERVER/proxy/heddle/', '/proxy/heddle/v1/events'],
  ])('%s posts to %s', async (url, path) => expect(await address(url)).toBe(path));

  test.each([
    [{ url: 'collector.example.com' }, 'needs an address like'],
    [{ url: 'ftp://example.com' }, 'needs an address like'],
    [{ url: 'https://me:secret@example.com' }, 'no password in the address'],
    [{ url: 'https://example.com', apiKey: 'a\r\nx: y' }, 'visible ASCII'],
    [{ url: 'https://example.com', apiKey: '' }, 'visible ASCII'],
  ])('%o is refused at once, with the sentence that mends it', (options, message) => {
    expect(() => http(options)).toThrow(message);
  });

  test('a password in a refused address is not repeated', () => {
    expect(() => http({ url: 'https://me:secret@example.com' })).not.toThrow('secret');
  });
});
