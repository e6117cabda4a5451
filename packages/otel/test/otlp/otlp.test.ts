import { createHeddle, memory, type Batch, type EncodedEvent } from '@heddle/core';
import type { AgentEvent } from '@heddle/events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { otlp, type OtlpOptions } from '../../src/otlp/index.ts';
import { exampleOptions, exampleRun } from '../support/example-run.ts';
import { exampleAttributes, exampleFacts, exampleTree } from '../support/example-spans.ts';
import { officialDecode, officialResponse, type OfficialSpan } from '../support/official-otlp.ts';
import { otlpReceiver, type OtlpReceiver, type Received } from '../support/otlp-receiver.ts';

let receiver: OtlpReceiver;
beforeEach(async () => {
  receiver = await otlpReceiver();
});
afterEach(() => receiver[Symbol.asyncDispose]());

/** The example run's events. */
async function exampleEvents(): Promise<readonly AgentEvent[]> {
  const transport = memory();
  const heddle = createHeddle({ ...exampleOptions, transport });
  await exampleRun(heddle);
  await heddle.shutdown();
  return transport.events as unknown as readonly AgentEvent[];
}

function batchOf(events: readonly AgentEvent[], attempt = 1): Batch {
  const encoded = events.map((event): EncodedEvent => {
    const json = JSON.stringify(event);
    return { event, json, bytes: Buffer.byteLength(json) };
  });
  return { id: 'b1', events: encoded, bytes: 0, attempt, sentAt: Date.UTC(2026, 0, 1) };
}

const signal = new AbortController().signal;

/** The spans of what was received, in either encoding, read by the official definitions. */
function spansIn({ body, headers }: Received): readonly OfficialSpan[] {
  const isJson = headers['content-type'] === 'application/json';
  const request = isJson
    ? (JSON.parse(body.toString()) as ReturnType<typeof officialDecode>)
    : officialDecode(body);
  return request.resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans),
  );
}

function plain(attributes: OfficialSpan['attributes']): Record<string, unknown> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => {
      const [[type, content]] = Object.entries(value) as [[string, unknown]];
      if (type === 'intValue') return [key, Number(content)];
      if (type === 'arrayValue') {
        return [
          key,
          (content as { values: object[] }).values.map((item) => Object.values(item)[0] as unknown),
        ];
      }
      return [key, content];
    }),
  );
}

function tree(spans: readonly OfficialSpan[]): string {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const lines: string[] = [];
  const write = (parent: string | undefined, indent: string): void => {
    const children = spans.filter(({ parentSpanId }) =>
      parent === undefined
        ? parentSpanId === undefined || !ids.has(parentSpanId)
        : parentSpanId === parent,
    );
    const inOrder = children.sort((a, b) =>
      Number(BigInt(a.startTimeUnixNano) - BigInt(b.startTimeUnixNano)),
    );
    for (const { kind, name, spanId, status } of inOrder) {
      lines.push(
        `${indent}${name} | ${['', 'INTERNAL', 'SERVER', 'CLIENT'][kind]} | ${status?.code === 2 ? 'ERROR' : 'UNSET'}`,
      );
      write(spanId, `${indent}  `);
    }
  };
  write(undefined, '');
  return lines.join('\n');
}

describe.each(['http/protobuf', 'http/json'] as const)('over %s', (protocol) => {
  const open = (options: OtlpOptions = {}): ReturnType<typeof otlp> =>
    otlp({ url: receiver.url, protocol, conventions: 'latest', ...options });

  it('sends the example run as the official definitions read it', async () => {
    const heddle = createHeddle({ ...exampleOptions, transport: open() });
    await exampleRun(heddle);
    await heddle.shutdown();
    const spans = receiver.requests.flatMap(spansIn);
    expect(tree(spans)).toBe(exampleTree);
    for (const [name, expected] of Object.entries(exampleAttributes)) {
      const attributes = Object.entries(
        plain(spans.find((span) => span.name === name)?.attributes ?? []),
      );
      const ours = attributes.filter(
        ([key]) => !/^heddle\.(action\.risk_level|resource\.)/.test(key),
      );
      expect({ [name]: Object.fromEntries(ours) }).toEqual({ [name]: expected });
    }
    const facts = spans.filter(({ events = [] }) => events.length > 0);
    expect(
      Object.fromEntries(
        facts.map(({ events = [], name }) => [name, events.map((event) => event.name)]),
      ),
    ).toEqual(exampleFacts);
  });

  it('keeps the ids and the times of the events', async () => {
    const events = await exampleEvents();
    await open().send(batchOf(events), signal);
    const [received] = receiver.requests;
    const spans = spansIn(received as Received);
    const ended = events.find(({ type }) => type === 'agent.llm.completed') as AgentEvent;
    const begun = events.find(({ type }) => type === 'agent.llm.called') as AgentEvent;
    const chat = spans.find(({ name }) => name === 'chat gpt-5');
    expect(chat).toMatchObject({
      traceId: ended.traceId,
      spanId: ended.spanId,
      parentSpanId: ended.parentSpanId,
    });
    const startMs = Date.parse(begun.timestamp);
    expect(Number(BigInt(chat?.startTimeUnixNano ?? 0) / 1000n)).toBe(startMs * 1000);
    const micros =
      Number(BigInt(chat?.endTimeUnixNano ?? 0) - BigInt(chat?.startTimeUnixNano ?? 0)) / 1000;
    expect(micros).toBeCloseTo((ended.durationMs as number) * 1000, 0);
  });

  it('says where the spans come from', async () => {
    await open({ resource: { 'service.namespace': 'desk' } }).send(
      batchOf(await exampleEvents()),
      signal,
    );
    const { body, headers } = receiver.requests[0] as Received;
    const request =
      protocol === 'http/json'
        ? (JSON.parse(body.toString()) as ReturnType<typeof officialDecode>)
        : officialDecode(body);
    expect(plain(request.resourceSpans[0]?.resource.attributes ?? [])).toMatchObject({
      'service.name': 'desk',
      'service.namespace': 'desk',
      'service.instance.id': expect.any(String) as string,
      'telemetry.sdk.name': 'heddle',
    });
    expect(headers['content-type']).toBe(
      protocol === 'http/json' ? 'application/json' : 'application/x-protobuf',
    );
    expect(receiver.requests[0]?.path).toBe('/v1/traces');
  });

  it('counts as refused as many events as the receiver rejected spans, and sends nothing again', async () => {
    const partialSuccess = { rejectedSpans: 2, errorMessage: `too old ${'…'.repeat(60)}` };
    receiver.answers.push({
      body:
        protocol === 'http/json'
          ? JSON.stringify({ partialSuccess: { ...partialSuccess, rejectedSpans: '2' } })
          : officialResponse({ partialSuccess }),
    });
    const result = await open().send(batchOf(await exampleEvents()), signal);
    expect(result.status).toBe('partial');
    const results = result.status === 'partial' ? result.results : [];
    expect(results.filter(({ status }) => status === 'refused')).toHaveLength(2);
    expect(results.find(({ status }) => status === 'refused')).toMatchObject({
      reason: expect.stringContaining('rejected 2 of 11 spans: too old') as string,
    });
  });
});

describe('an otlp transport', () => {
  const open = (options: OtlpOptions = {}): ReturnType<typeof otlp> =>
    otlp({ url: receiver.url, ...options });

  it('asks nobody while there is nothing but beginnings', async () => {
    const events = await exampleEvents();
    const beginnings = events.filter(({ type }) =>
      /started|requested|llm.called|mcp.called/.test(type),
    );
    expect(await open().send(batchOf(beginnings), signal)).toEqual({ status: 'delivered' });
    expect(receiver.requests).toEqual([]);
  });

  it('keeps a beginning for an ending in a later batch, with the payload that only the beginning has', async () => {
    const events = await exampleEvents();
    const transport = open({ content: true });
    for (const event of events) await transport.send(batchOf([event]), signal);
    const chat = receiver.requests.flatMap(spansIn).find(({ name }) => name === 'chat gpt-5');
    expect(plain(chat?.attributes ?? [])['gen_ai.input.messages']).toContain('Where is my order?');
    expect(receiver.requests.flatMap(spansIn)).toHaveLength(11);
  });

  it('makes a whole span of an ending whose beginning was given up', async () => {
    const events = (await exampleEvents()).filter(({ type }) => type !== 'agent.llm.called');
    await open().send(batchOf(events), signal);
    const chat = receiver.requests.flatMap(spansIn).find(({ name }) => name === 'chat gpt-5');
    const ended = events.find(({ type }) => type === 'agent.llm.completed') as AgentEvent;
    expect(chat).toMatchObject({ spanId: ended.spanId, parentSpanId: ended.parentSpanId });
  });

  it('sends the very same when a batch has to be tried again', async () => {
    const events = await exampleEvents();
    receiver.answers.push({ status: 503, headers: { 'retry-after': '3' } });
    const transport = open({ protocol: 'http/json' });
    expect(await transport.send(batchOf(events), signal)).toMatchObject({
      status: 'retry',
      afterMs: 3000,
    });
    expect(await transport.send(batchOf(events, 2), signal)).toEqual({ status: 'delivered' });
    expect(receiver.requests[0]?.body.toString()).toBe(receiver.requests[1]?.body.toString());
  });

  it('tells what comes late as a span of no length beneath the one that has ended', async () => {
    const events = await exampleEvents();
    const transport = open();
    const run = events.findLast(({ type }) => type === 'agent.run.completed') as AgentEvent;
    await transport.send(batchOf(events), signal);
    const late = {
      ...run,
      type: 'agent.outcome.recorded',
      eventId: '0190f3a4-1007-7000-8000-000000000001',
      outcomeType: 'solved',
      value: 1,
    };
    await transport.send(batchOf([late as unknown as AgentEvent]), signal);
    expect(spansIn(receiver.requests[1] as Received)).toMatchObject([
      { name: 'heddle.outcome.recorded', parentSpanId: run.spanId, traceId: run.traceId },
    ]);
  });

  it('makes a span of its own of a tool call that is tracked by hand, inside the run', async () => {
    const heddle = createHeddle({ ...exampleOptions, transport: open() });
    heddle.run('answer', () =>
      heddle.trackToolCall({
        tool: { name: 'by_hand' },
        outcome: 'failed',
        durationMs: 5,
        error: { name: 'E', message: 'no' },
      }),
    );
    await heddle.shutdown();
    expect(tree(receiver.requests.flatMap(spansIn))).toBe(
      'invoke_agent desk | INTERNAL | UNSET\n  execute_tool by_hand | INTERNAL | ERROR',
    );
  });

  it.each([
    [400, { status: 'refused' }],
    [401, { status: 'retry', pause: true }],
    [404, { status: 'retry', pause: true }],
    [307, { status: 'retry', pause: true }],
    [413, { status: 'too_large' }],
    [429, { status: 'retry' }],
    [500, { status: 'retry', suspect: true }],
    [502, { status: 'retry' }],
  ])('understands HTTP %i', async (status, expected) => {
    receiver.answers.push({ status, body: 'no' });
    expect(await open().send(batchOf(await exampleEvents()), signal)).toMatchObject(expected);
  });

  it('tries again later when nobody listens', async () => {
    const transport = open({ url: 'http://127.0.0.1:1' });
    expect(await transport.send(batchOf(await exampleEvents()), signal)).toMatchObject({
      status: 'retry',
    });
  });

  it('packs when asked to, and sends headers', async () => {
    const transport = open({ compression: 'gzip', headers: { 'API-Key': 'k1' } });
    await transport.send(batchOf(await exampleEvents()), signal);
    const [received] = receiver.requests;
    expect(received?.headers).toMatchObject({ 'content-encoding': 'gzip', 'api-key': 'k1' });
    expect(spansIn(received as Received)).toHaveLength(11);
  });
});

describe('what otlp() is told', () => {
  it.each([
    ['ftp://example.com', /needs an address like/],
    ['not a url', /needs an address like/],
    ['https://me:secret@example.com', /no password in the address/],
  ])('refuses %s as an address', (url, message) => {
    expect(() => otlp({ url })).toThrow(message);
  });

  it('refuses a protocol that it does not speak', () => {
    expect(() => otlp({ url: 'http://localhost:4318', protocol: 'grpc' as never })).toThrow(
      /not grpc/,
    );
  });
});
