import { setTimeout } from 'node:timers/promises';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Collector } from '../../src/collector.ts';
import { call, keyFor, startCollector } from '../support/collector.ts';
import { noon, story } from '../support/events.ts';
import { openInlineStore } from '../support/inline-store.ts';
import { rawRequest } from '../support/raw-request.ts';
import { temporaryFolder } from '../support/temporary.ts';

function post(collector: Collector, body: unknown, headers = {}): ReturnType<typeof call> {
  return call(collector, 'POST', '/v1/events', { body, headers });
}

function head(collector: Collector, lines: readonly string[]): string {
  const host = new URL(collector.url).host;
  return [`POST /v1/events HTTP/1.1`, `Host: ${host}`, ...lines, '', ''].join('\r\n');
}

describe('credentials (C-01)', () => {
  it('that are not valid are refused before the body is read', async () => {
    const collector = await startCollector();
    const { authorization } = await keyFor(collector, ['ingest']);
    const token = authorization.slice('Bearer '.length);
    const expired = await collector.keys.create({ name: 'x', scopes: ['ingest'], expiresAt: 1 });
    const revoked = await collector.keys.create({ name: 'x', scopes: ['ingest'] });
    await collector.keys.revoke(revoked.keyId);
    const bad: string[][] = [
      [],
      ['Authorization: Bearer'],
      ['Authorization: Bearer '],
      [`Authorization: Basic ${token}`],
      [`Authorization: ${token}`],
      ['Authorization: Bearer wrong'],
      [`Authorization: Bearer ${token}x`],
      [`Authorization: Bearer ${token.slice(0, -1)}`],
      [`Authorization: Bearer ${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`],
      [`Authorization: Bearer ${token} ${token}`],
      [`Authorization: Bearer hd_${'a'.repeat(16)}_${'A'.repeat(43)}`],
      [`Authorization: Bearer ${expired.token}`],
      [`Authorization: Bearer ${revoked.token}`],
      [`Authorization: Bearer ${token}`, `Authorization: Bearer ${token}`],
      ['Authorization: Bearer wrong', `Authorization: Bearer ${token}`],
      [`X-API-Key: wrong`],
      [`X-API-Key: ${token}`, `Authorization: Bearer wrong`],
      [`Cookie: heddle_session=${token}`],
      [`Cookie: heddle_session=wrong`],
    ];
    for (const lines of bad) {
      // A body is promised and never sent: whoever waited for it would not answer.
      const request = head(collector, [
        'Content-Type: application/json',
        'Content-Length: 1000000',
        ...lines,
      ]);
      const { text } = await rawRequest(collector.url, request, /\r\n\r\n/);
      expect({ lines, status: text.slice(9, 12) }).toEqual({ lines, status: '401' });
    }
    const inQuery = await call(collector, 'POST', `/v1/events?token=${token}`, { body: {} });
    expect(inQuery.status).toBe(401);
    const huge = await rawRequest(
      collector.url,
      head(collector, [`Authorization: Bearer ${'x'.repeat(100_000)}`]),
    );
    expect(huge.text).toMatch(/^HTTP\/1\.1 431/);
  });

  it('that are valid are taken in each of their spellings', async () => {
    const collector = await startCollector();
    const { authorization } = await keyFor(collector, ['ingest']);
    const token = authorization.slice('Bearer '.length);
    for (const headers of [
      { authorization },
      { authorization: `bearer ${token}` },
      { 'x-api-key': token },
      { 'api-key': token },
    ]) {
      expect((await post(collector, { events: [] }, headers)).status).toBe(200);
    }
  });
});

describe('bodies', () => {
  it('over the limit are refused, whatever their length claims (C-03)', async () => {
    const collector = await startCollector({ limits: { wireBytes: 10_000 } });
    const declared = await rawRequest(
      collector.url,
      head(collector, ['Content-Type: application/json', 'Content-Length: 10001']),
      /\r\n\r\n/,
    );
    expect(declared.text).toMatch(/^HTTP\/1\.1 413/);
    expect(declared.text.toLowerCase()).toContain('connection: close');
    const chunk = `2000\r\n${' '.repeat(0x2000)}\r\n`;
    const chunked = await rawRequest(
      collector.url,
      `${head(collector, ['Content-Type: application/json', 'Transfer-Encoding: chunked'])}${chunk}${chunk}`,
      /\r\n\r\n/,
    );
    expect(chunked.text).toMatch(/^HTTP\/1\.1 413/);
    const short = head(collector, [
      'Content-Type: application/json',
      'Content-Length: 2',
      'Connection: close',
    ]);
    const lying = await rawRequest(collector.url, `${short}{"events":[]}`);
    expect(lying.text).toMatch(/^HTTP\/1\.1 (200|400)/);
    expect(lying.text.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });

  it('that blow up when decompressed are stopped on the way (C-04)', async () => {
    const collector = await startCollector();
    const zeros = Buffer.alloc(64 * 2 ** 20);
    const nested = gzipSync(gzipSync(zeros));
    const members = Buffer.concat(
      Array.from({ length: 40 }, () => gzipSync(zeros.subarray(0, 2 ** 20))),
    );
    const cases: [string, Buffer, number][] = [
      ['gzip', gzipSync(zeros), 413],
      ['br', brotliCompressSync(zeros), 413],
      ['gzip', members, 413],
      ['gzip', nested, 400],
      ['gzip', gzipSync('{"events":[]}').subarray(0, 20), 400],
      ['gzip', Buffer.from('not gzip at all'), 400],
      ['gzip', Buffer.alloc(0), 400],
    ];
    for (const [encoding, bytes, status] of cases) {
      const before = process.memoryUsage().rss;
      const answer = await post(collector, bytes, { 'content-encoding': encoding });
      expect({ size: bytes.length, status: answer.status }).toEqual({ size: bytes.length, status });
      expect(process.memoryUsage().rss - before).toBeLessThan(64 * 2 ** 20);
    }
    expect((await post(collector, { events: [] })).status).toBe(200);
  });

  it('that are no proper JSON are refused, with the reason (C-07)', async () => {
    const collector = await startCollector();
    const refused: (string | Uint8Array)[] = [
      '',
      '{',
      '{"events":[]',
      '{"events":[]}}',
      '{"events":[]} trailing',
      'null',
      '3',
      '"text"',
      'true',
      '{"events":[]}{"events":[]}',
      "{'events':[]}",
      '\u0000',
      '['.repeat(1_000_000),
      '{"a":'.repeat(100_000),
      Buffer.from('{"events":[]}', 'utf16le'),
      Buffer.from([0x7b, 0xff, 0x7d]),
      Buffer.concat([Buffer.from('{"events":["'), Buffer.from([0xc3, 0x28]), Buffer.from('"]}')]),
    ];
    for (const body of refused) {
      const { status, body: answer } = await post(collector, body, {
        'content-type': 'application/json',
      });
      expect({ body: body.slice(0, 30), status }).toEqual({ body: body.slice(0, 30), status: 400 });
      expect(answer.error.code).toBe('bad_request');
    }
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      '',
    ]) {
      expect((await post(collector, '{"events":[]}', { 'content-type': type })).status).toBe(415);
    }
    const bom = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from('{"events":[]}')]);
    expect(
      (await post(collector, bom, { 'content-type': 'application/json; charset=utf-8' })).status,
    ).toBe(200);
  });

  it('with hostile keys change nothing but their own event (C-07)', async () => {
    const collector = await startCollector();
    const body = `{"events":[{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"type":"my.event","type":"my.other","agentKey":"a","project":"other","receivedAt":"1970","payload":{"n":9007199254740993,"s":"\\ud800"}}]}`;
    expect(
      (await post(collector, body, { 'content-type': 'application/json' })).body,
    ).toMatchObject({ accepted: 1 });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    const exported = await call(collector, 'GET', '/v1/export');
    expect(exported.body).toMatchObject({ type: 'my.other', agentKey: 'a' });
  });

  it('with too many events are refused with a hint; the most they may hold are kept (C-10)', async () => {
    const collector = await startCollector();
    const event = (index: number): object => ({
      type: 'my.event',
      agentKey: 'a',
      payload: { index },
    });
    const many = Array.from({ length: 10_001 }, (_value, index) => event(index));
    const refused = await post(collector, { events: many });
    expect(refused.status).toBe(413);
    expect(refused.body.error.message).toContain('at most 10000 events');
    const kept = await post(collector, { events: many.slice(1) });
    expect(kept.body).toMatchObject({ accepted: 10_000, rejected: 0 });
    expect(kept.text.length).toBeLessThan(2 ** 20);
  });
});

describe('connections', () => {
  it('that are slow are closed by the clock of the server (C-05)', async () => {
    const collector = await startCollector();
    const { server } = collector;
    expect(server).toMatchObject({
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      maxRequestsPerSocket: 1_000,
    });
    server.headersTimeout = 200;
    server.requestTimeout = 400;
    const host = new URL(collector.url).host;
    const slowHead = rawRequest(collector.url, `POST /v1/events HTTP/1.1\r\nHost: ${host}\r\n`);
    const slowBody = rawRequest(
      collector.url,
      `${head(collector, ['Content-Type: application/json', 'Content-Length: 1000'])}{`,
    );
    const idle = rawRequest(collector.url, '');
    const [first, second] = await Promise.all([slowHead, slowBody, idle]);
    expect(first.text).toMatch(/^HTTP\/1\.1 408/);
    expect(second.text).toMatch(/^(HTTP\/1\.1 408|HTTP\/1\.1 400|$)/);
    expect((await call(collector, 'GET', '/v1/health')).status).toBe(200);
  });

  it('with a malformed head are refused (C-06)', async () => {
    const collector = await startCollector();
    const host = new URL(collector.url).host;
    const chunked = '0\r\n\r\n';
    const malformed: Record<string, string> = {
      'length and chunked': `POST /v1/events HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n${chunked}`,
      'two lengths': `POST /v1/events HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!`,
      'odd chunking': `POST /v1/events HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: xchunked\r\n\r\n${chunked}`,
      'bare line feeds': `GET /v1/health HTTP/1.1\nHost: ${host}\n\n`,
      'folded header': `GET /v1/health HTTP/1.1\r\nHost: ${host}\r\nX-A: b\r\n c\r\n\r\n`,
      'space before colon': `GET /v1/health HTTP/1.1\r\nHost: ${host}\r\nX-A : b\r\n\r\n`,
      'NUL in a header': `GET /v1/health HTTP/1.1\r\nHost: ${host}\r\nX-A: a\u0000b\r\n\r\n`,
      'no host': `GET /v1/health HTTP/1.1\r\n\r\n`,
    };
    for (const [name, bytes] of Object.entries(malformed)) {
      const { text } = await rawRequest(collector.url, bytes);
      expect({ name, status: text.slice(9, 12) }).toEqual({ name, status: '400' });
    }
    const long = await rawRequest(
      collector.url,
      `GET / HTTP/1.1\r\nHost: ${host}\r\nX-A: ${'x'.repeat(20_000)}\r\n\r\n`,
    );
    expect(long.text).toMatch(/^HTTP\/1\.1 431/);
  });

  it('that end in the middle of a body leave nothing behind', async () => {
    const collector = await startCollector({ limits: { bodiesPerKey: 2 } });
    for (let round = 0; round < 5; round += 1) {
      const request = head(collector, ['Content-Type: application/json', 'Content-Length: 5000']);
      const { Socket } = await import('node:net');
      await new Promise<void>((resolve) => {
        const socket = new Socket();
        socket.connect(Number(new URL(collector.url).port), '127.0.0.1', () => {
          socket.write(`${request}{"events":[`, () => {
            socket.destroy();
            resolve();
          });
        });
      });
    }
    for (let attempt = 0; attempt < 50; attempt += 1) {
      if ((await post(collector, { events: [] })).status === 200) break;
      await setTimeout(20);
    }
    expect((await post(collector, { events: [] })).status).toBe(200);
  });
});

describe('a store that cannot write (C-11)', () => {
  it('is answered with 503 and when to come back, and still read', async () => {
    const store = await openInlineStore({
      path: join(temporaryFolder(), 'store.db'),
      maxBytes: 60 * 8192,
    });
    const collector = await startCollector({ store });
    expect((await post(collector, { events: story({ runId: 'fits' }) })).status).toBe(200);
    const full = await post(collector, { events: story({ rounds: 1_900, seed: 2 }) });
    expect(full.status).toBe(503);
    expect(full.headers.get('retry-after')).toBe('30');
    expect(full.body.error.code).toBe('overloaded');
    expect((await call(collector, 'GET', '/v1/runs')).body.items).toHaveLength(1);
    expect((await post(collector, { events: story({ seed: 3 }) })).status).toBe(200);
  });
});

describe('a project that sends too much (C-13)', () => {
  it('is told to wait while the others go on', async () => {
    let now = noon;
    const collector = await startCollector({ limits: { eventsPerSecond: 10 }, now: () => now });
    await collector.store.projects.create('calm', 'Calm', noon);
    const hot = await keyFor(collector, ['ingest']);
    const calm = await keyFor(collector, ['ingest'], 'calm');
    const statuses: [number, string | null][] = [];
    for (let seed = 1; seed <= 10; seed += 1) {
      const answer = await post(collector, { events: story({ seed }) }, hot);
      statuses.push([answer.status, answer.headers.get('retry-after')]);
    }
    // A bucket of 100 events, twelve at a time.
    expect(statuses).toEqual([
      ...Array.from({ length: 8 }, () => [200, null]),
      [429, '1'],
      [429, '1'],
    ]);
    expect((await post(collector, { events: story({ seed: 50 }) }, calm)).status).toBe(200);
    now += 1_000;
    expect((await post(collector, { events: story({ seed: 9 }) }, hot)).status).toBe(200);
  });

  it('cannot take all the memory for bodies', async () => {
    const collector = await startCollector({ limits: { bytesInFlight: 20_000 } });
    const large = story({ rounds: 40 });
    const answers = await Promise.all([1, 2, 3].map(() => post(collector, { events: large })));
    for (const { status, headers } of answers) {
      expect(status).toBe(503);
      expect(headers.get('retry-after')).toBe('1');
    }
    expect((await post(collector, { events: story() })).status).toBe(200);
  });
});
