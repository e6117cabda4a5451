import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
import { policies } from '@heddle/core';
import { recorder } from '@heddle/testing';
import { expect, test } from 'vitest';
import { hostV1 } from './fixtures/hosts-v1.ts';
import { listen, proxied, startProxy } from './fixtures/proxied.ts';
import { serveHttp, type HttpFixture } from './fixtures/serve-http.ts';
import { workshopV1 } from './fixtures/server-v1.ts';
import { story } from './fixtures/story.ts';

const json = (message: object): string => `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`;
const ping = json({ id: 1, method: 'ping' });

/** What a proxy before a server hears from it, until it has heard enough. */
async function ask(
  handle: (request: IncomingMessage, response: ServerResponse, body: string) => unknown,
  input: string,
  isEnough: (heard: string) => boolean,
): Promise<{ heard: string; requests: string[]; http: HttpFixture }> {
  const requests: string[] = [];
  const http = await serveHttp(async (request, response) => {
    const body = await text(request);
    const from = request.headers['last-event-id'];
    requests.push(`${request.method} ${String(from ?? '')}${body}`.trim());
    handle(request, response, body);
  });
  const { heddle } = recorder();
  const { stdin, stdout, exit } = startProxy(heddle, {
    url: http.url,
    headers: { authorization: 'Bearer token' },
  });
  const ear = listen(stdout);
  stdin.write(input);
  const heard = await ear.until(isEnough);
  stdin.end();
  expect(await exit).toEqual({ code: 0, signal: null });
  await http.close();
  return { heard, requests, http };
}

test('a message goes on byte for byte, with the headers that were given', async () => {
  const odd = '{ "id":1,"jsonrpc":"2.0", "method":"\\u0070ing" }\n';
  const seen: Record<string, unknown>[] = [];
  const { requests } = await ask(
    (request, response) => {
      seen.push({ ...request.headers });
      response.setHeader('content-type', 'application/json');
      response.end('{"jsonrpc":"2.0","id":1,"result":{}}');
    },
    odd,
    (heard) => heard.includes('result'),
  );
  expect(requests).toEqual([`POST ${odd}`.trim()]);
  expect(seen[0]).toMatchObject({
    authorization: 'Bearer token',
    accept: 'application/json, text/event-stream',
    'content-type': 'application/json',
  });
});

test('an answer that is laid out over several lines becomes one', async () => {
  const { heard } = await ask(
    (_request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, result: { text: 'a\nb' } }, null, 2));
    },
    ping,
    (said) => said.endsWith('\n'),
  );
  expect(heard.match(/\n/g)).toHaveLength(1);
  expect(JSON.parse(heard)).toEqual({ jsonrpc: '2.0', id: 1, result: { text: 'a\nb' } });
});

test('what HTTP says becomes an answer to whoever asked', async () => {
  const { heard } = await ask(
    (_request, response) => {
      response.statusCode = 503;
      response.end('closed for today');
    },
    ping,
    (said) => said.endsWith('\n'),
  );
  expect(JSON.parse(heard)).toMatchObject({
    id: 1,
    error: {
      code: -32_000,
      message: expect.stringContaining('HTTP 503 Service Unavailable: closed for today'),
    },
  });
});

test('an error that the server speaks JSON-RPC about goes on as it is', async () => {
  const answer = '{"jsonrpc":"2.0","id":1,"error":{"code":-32020,"message":"header mismatch"}}';
  const { heard } = await ask(
    (_request, response) => {
      response.statusCode = 400;
      response.end(answer);
    },
    ping,
    (said) => said.endsWith('\n'),
  );
  expect(heard).toBe(`${answer}\n`);
});

test('a server that cannot be reached is one that answers with an error', async () => {
  const { heddle, unfinished } = recorder();
  const { stdin, stdout, exit } = startProxy(heddle, { url: 'http://127.0.0.1:1/mcp' });
  const ear = listen(stdout);
  stdin.write(ping);
  const heard = await ear.until((said) => said.endsWith('\n'));
  expect(JSON.parse(heard)).toMatchObject({ id: 1, error: { code: -32_000 } });
  stdin.end();
  await exit;
  expect(await unfinished()).toEqual([]);
});

test('an answer that breaks off is gone on with from where it was', async () => {
  const { heard, requests } = await ask(
    (request, response) => {
      response.setHeader('content-type', 'text/event-stream');
      if (request.method === 'POST') {
        response.write(
          'retry: 1\nid: e1\ndata: {"jsonrpc":"2.0","method":"notifications/message","params":{}}\n\n',
        );
        setTimeout(() => response.destroy(), 10);
      } else {
        response.end('id: e2\ndata: {"jsonrpc":"2.0","id":1,"result":{"late":true}}\n\n');
      }
    },
    ping,
    (said) => said.includes('late'),
  );
  expect(heard.trim().split('\n')).toHaveLength(2);
  expect(requests[1]).toBe('GET e1');
});

test('a session is told to the server in every request, and ended', async () => {
  const sessions: unknown[] = [];
  const { requests } = await ask(
    (request, response, body) => {
      sessions.push(request.headers['mcp-session-id']);
      if (request.method !== 'POST' || !body.includes('"id"')) {
        response.statusCode = request.method === 'GET' ? 405 : 202;
        response.end();
        return;
      }
      response.setHeader('content-type', 'application/json');
      response.setHeader('mcp-session-id', 's-1');
      const result = { protocolVersion: '2025-11-25', serverInfo: { name: 'x', version: '1' } };
      response.end(
        JSON.stringify({ jsonrpc: '2.0', id: (JSON.parse(body) as { id: number }).id, result }),
      );
    },
    json({ id: 1, method: 'initialize', params: {} }) +
      json({ method: 'notifications/initialized' }) +
      json({ id: 2, method: 'ping' }),
    (said) => said.includes('"id":2'),
  );
  expect(requests.map((request) => request.split(' ')[0])).toEqual(
    expect.arrayContaining(['POST', 'POST', 'POST', 'GET', 'DELETE']),
  );
  expect(sessions[0]).toBeUndefined();
  expect(new Set(sessions.slice(1))).toEqual(new Set(['s-1']));
});

test('a server of the time before Streamable HTTP is spoken to as it expects', async () => {
  const transports = new Map<string, SSEServerTransport>();
  const http = await serveHttp(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://127.0.0.1');
    if (request.method === 'GET') {
      const transport = new SSEServerTransport('/messages', response);
      transports.set(transport.sessionId, transport);
      await workshopV1().connect(transport);
    } else if (url.pathname === '/messages') {
      await transports
        .get(url.searchParams.get('sessionId') ?? '')
        ?.handlePostMessage(request, response);
    } else {
      response.statusCode = 405;
      response.end();
    }
  });
  const { heddle, events } = recorder();
  const { transport, exit } = proxied(heddle, { url: http.url, server: 'old' });
  const host = await hostV1((client) => client, transport);
  expect(await host.call({ name: 'echo', arguments: { text: 'hi' } })).toMatchObject({
    content: [{ text: 'hi' }],
  });
  expect(await host.call({ name: 'ask', arguments: { question: '?' } })).toMatchObject({
    content: [{ text: 'the model said yes' }],
  });
  await host.close();
  await exit;
  await http.close();
  expect(story(await events())).toEqual([
    'run',
    '  initialize',
    '  tool old.echo',
    '    tools/call echo',
    '  tool old.ask',
    '    tools/call ask',
    '      <- sampling/createMessage',
  ]);
});

test('a refused call never leaves for the server', async () => {
  const bodies: string[] = [];
  const http = await serveHttp(async (request, response) => {
    bodies.push(await text(request));
    response.setHeader('content-type', 'application/json');
    response.end('{"jsonrpc":"2.0","id":2,"result":{}}');
  });
  const { heddle } = recorder({
    mode: 'enforce',
    gate: policies([{ key: 'no', effect: 'block', match: { tool: 'desk.forbidden' } }]),
  });
  const { stdin, stdout, exit } = startProxy(heddle, { url: http.url, server: 'desk' });
  const ear = listen(stdout);
  const call = (id: number, name: string): string =>
    json({ id, method: 'tools/call', params: { name } });
  stdin.write(call(1, 'forbidden') + call(2, 'allowed'));
  const heard = await ear.until((said) => said.includes('"id":2'));
  expect(heard).toContain('-32001');
  expect(bodies).toEqual([call(2, 'allowed')]);
  stdin.end();
  await exit;
  await http.close();
});
