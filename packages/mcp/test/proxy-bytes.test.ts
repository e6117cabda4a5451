import { policies } from '@heddle/core';
import { recorder } from '@heddle/testing';
import { describe, expect, test } from 'vitest';
import { listen, startProxy } from './fixtures/proxied.ts';

/** A server that says back, byte for byte, what it hears. */
const parrot = { command: process.execPath, args: ['-e', 'process.stdin.pipe(process.stdout)'] };

/** A server that answers every request with its id, and says which methods it has seen on request. */
const clerk = {
  command: process.execPath,
  args: [
    '-e',
    `const seen = [];
     require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
       for (const { id, method, params } of [].concat(JSON.parse(line))) {
         seen.push(method + (params?.name ? ' ' + params.name : ''));
         if (id === undefined) continue;
         console.log(JSON.stringify({ jsonrpc: '2.0', id, result: method === 'seen' ? { seen } : {} }));
       }
     });`,
  ],
};

const json = (message: object): string => `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`;
const callOf = (id: number | string, name: string): object => ({
  id,
  method: 'tools/call',
  params: { name, arguments: {} },
});

describe('bytes', () => {
  test.each([
    [
      'spaces, escapes and the order of keys',
      '{ "id" :1 ,"jsonrpc":"2.0","method":"\\u0070ing"}\n',
    ],
    ['a carriage return', '{"jsonrpc":"2.0","id":1,"method":"ping"}\r\n'],
    [
      'numbers that JavaScript would round',
      '{"jsonrpc":"2.0","id":1,"method":"x","params":{"n":12345678901234567890.10}}\n',
    ],
    ['keys that come twice', '{"jsonrpc":"2.0","id":1,"method":"x","method":"y"}\n'],
    ['what is no JSON', 'hello {\n'],
    ['what is no JSON-RPC', '{"hello":1}\n[]\n[1,"a"]\n3\n'],
    ['empty lines', '\n\n'],
    ['a last line without its newline', '{"jsonrpc":"2.0","id":1,"method":"ping"}'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d, 0x0a])],
    [
      'a message of four megabytes',
      json({ id: 1, method: 'x', params: { text: 'ä'.repeat(2_000_000) } }),
    ],
  ])('%s arrive as they were sent, both ways', async (_name, text) => {
    const { heddle, unfinished } = recorder();
    const { stdin, stdout, exit } = startProxy(heddle, parrot);
    const heard = listen(stdout);
    const sent = Buffer.from(text as string);
    // In pieces that cut lines and characters apart.
    for (let at = 0; at < sent.length;) {
      const size = sent.length > 1000 ? 60_001 : 3;
      stdin.write(sent.subarray(at, at + size));
      at += size;
    }
    stdin.end();
    expect(await exit).toEqual({ code: 0, signal: null });
    expect(heard.bytes().equals(sent)).toBe(true);
    expect(await unfinished()).toEqual([]);
  });

  test('ten thousand messages at once arrive in their order', async () => {
    const { heddle } = recorder({ sample: 0 });
    const { stdin, stdout, exit } = startProxy(heddle, parrot);
    const heard = listen(stdout);
    const sent = Array.from({ length: 10_000 }, (_each, id) => json({ id, method: 'ping' })).join(
      '',
    );
    stdin.end(sent);
    await exit;
    expect(heard.bytes().toString()).toBe(sent);
  });
});

describe('enforce', () => {
  const strict = {
    mode: 'enforce' as const,
    gate: policies([
      { key: 'no', effect: 'block', match: { tool: 'desk.forbidden' }, reason: 'Because.' },
      { key: 'ask', effect: 'require_approval', match: { tool: 'desk.delicate' } },
    ]),
  };
  const lines = (text: string): { id: unknown; error?: unknown; result?: { seen?: string[] } }[] =>
    text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as never);

  test('a refused call is answered by the proxy and never reaches the server', async () => {
    const { heddle, events } = recorder(strict);
    const { stdin, stdout, exit } = startProxy(heddle, { ...clerk, server: 'desk' });
    const heard = listen(stdout);
    stdin.write(
      json(callOf(1, 'forbidden')) +
        json(callOf('two', 'allowed')) +
        json({ id: 3, method: 'seen' }),
    );
    const answers = lines(await heard.until((text) => text.includes('seen')));
    expect(answers.find(({ id }) => id === 1)).toMatchObject({
      error: {
        code: -32_001,
        data: {
          reason: 'Because.',
          refusal: 'policy',
          policy_decision: 'block',
          effective_decision: 'block',
          enforcement_action: 'block',
          mode: 'enforce',
          matched_guardrail: 'no',
        },
      },
    });
    expect(answers.find(({ id }) => id === 3)?.result?.seen).toEqual([
      'tools/call allowed',
      'seen',
    ]);
    stdin.end();
    await exit;
    expect((await events('agent.tool.called')).map(({ outcome }) => outcome)).toEqual([
      'blocked',
      'completed',
    ]);
  });

  test('while a person is asked, everything else goes on', async () => {
    const ask: ((status: 'approved' | 'rejected') => void)[] = [];
    const { heddle, unfinished } = recorder({
      ...strict,
      approvals: () => new Promise((resolve) => ask.push((status) => resolve({ status }))),
    });
    const { stdin, stdout, exit } = startProxy(heddle, { ...clerk, server: 'desk' });
    const heard = listen(stdout);
    stdin.write(
      json(callOf(1, 'delicate')) + json(callOf(2, 'delicate')) + json({ id: 3, method: 'seen' }),
    );
    expect(lines(await heard.until((text) => text.includes('seen')))).toMatchObject([
      { id: 3, result: { seen: ['seen'] } },
    ]);
    ask[0]?.('approved');
    ask[1]?.('rejected');
    const answers = lines(await heard.until((text) => lines(text).length === 3));
    expect(answers.find(({ id }) => id === 1)).toMatchObject({ result: {} });
    expect(answers.find(({ id }) => id === 2)).toMatchObject({
      error: {
        code: -32_002,
        data: { status: 'rejected', approval_id: expect.stringMatching(/^appr_/) },
      },
    });
    stdin.end();
    await exit;
    expect(await unfinished()).toEqual([]);
  });

  test('a call that is cancelled while a person is asked is neither made nor answered', async () => {
    const { heddle, events } = recorder({
      ...strict,
      approvals: (_request, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('nobody waits')));
        }),
    });
    const { stdin, stdout, exit } = startProxy(heddle, { ...clerk, server: 'desk' });
    const heard = listen(stdout);
    stdin.write(json(callOf(1, 'delicate')));
    stdin.write(json({ method: 'notifications/cancelled', params: { requestId: 1 } }));
    stdin.write(json({ id: 2, method: 'seen' }));
    expect(lines(await heard.until((text) => text.includes('seen')))).toMatchObject([
      { id: 2, result: { seen: ['seen'] } },
    ]);
    stdin.end();
    await exit;
    expect((await events('agent.tool.called')).map(({ outcome }) => outcome)).toEqual(['blocked']);
  });

  test('of a batch, what may go on goes on', async () => {
    const { heddle } = recorder(strict);
    const { stdin, stdout, exit } = startProxy(heddle, { ...clerk, server: 'desk' });
    const heard = listen(stdout);
    const batch = [callOf(1, 'forbidden'), callOf(2, 'allowed'), { id: 3, method: 'seen' }];
    stdin.write(`${JSON.stringify(batch)}\n`);
    const answers = lines(await heard.until((text) => lines(text).length === 3));
    expect(answers.find(({ id }) => id === 1)).toMatchObject({ error: { code: -32_001 } });
    expect(answers.find(({ id }) => id === 3)?.result?.seen).toEqual([
      'tools/call allowed',
      'seen',
    ]);
    stdin.end();
    await exit;
  });

  test('monitor lets everything through', async () => {
    const { heddle, events } = recorder({ ...strict, mode: 'monitor' });
    const { stdin, stdout, exit } = startProxy(heddle, { ...clerk, server: 'desk' });
    const heard = listen(stdout);
    stdin.write(json(callOf(1, 'forbidden')) + json({ id: 2, method: 'seen' }));
    const answers = lines(await heard.until((text) => text.includes('seen')));
    expect(answers[1]?.result?.seen).toEqual(['tools/call forbidden', 'seen']);
    stdin.end();
    await exit;
    expect(await events('agent.guardrail.evaluated')).toHaveLength(1);
  });
});

test('a host that is instrumented itself is continued', async () => {
  const { heddle, events } = recorder();
  const { stdin, stdout, exit } = startProxy(heddle, { ...clerk, server: 'desk' });
  const heard = listen(stdout);
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const _meta = {
    traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
    baggage: 'heddle.run.id=run_host,heddle.session.id=ses_host',
  };
  stdin.write(json({ id: 1, method: 'tools/call', params: { name: 'x', _meta } }));
  await heard.until((text) => text.includes('"id":1'));
  stdin.end();
  await exit;
  const [called] = await events('agent.tool.called');
  expect(called).toMatchObject({ traceId, sessionId: 'ses_host', parentRunId: 'run_host' });
});

test('the ids that are given are used', async () => {
  const { heddle, events } = recorder();
  const { stdin, exit } = startProxy(heddle, { ...parrot, runId: 'run_1', sessionId: 'ses_1' });
  stdin.end();
  await exit;
  expect(await events('agent.run.completed')).toMatchObject([
    { runId: 'run_1', sessionId: 'ses_1', run: { trigger: 'mcp_proxy' } },
  ]);
});
