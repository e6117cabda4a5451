import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  BasicTracerProvider,
  SimpleSpanProcessor,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base';
import { createHeddle, memory, multi } from '@heddle/core';
import type { AgentEvent } from '@heddle/events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { heddleIdGenerator, otelTransport, otlp } from '../../src/index.ts';
import { eventsFromOtlp } from '../../src/ingest/index.ts';
import { exampleOptions, exampleRun } from '../support/example-run.ts';
import { expectValid } from '../support/expect-valid.ts';
import { otlpReceiver, type OtlpReceiver } from '../support/otlp-receiver.ts';

let receiver: OtlpReceiver;
beforeEach(async () => {
  receiver = await otlpReceiver();
});
afterEach(() => receiver[Symbol.asyncDispose]());

/** What a collector makes of everything that was sent to it. */
function ingested(): AgentEvent[] {
  return receiver.requests.flatMap(({ body, headers }) =>
    eventsFromOtlp(headers['content-type'] === 'application/json' ? body.toString() : body),
  );
}

const exporters: Readonly<Record<string, (url: string) => SpanExporter>> = {
  'OTLP/HTTP JSON': (url) => new JsonExporter({ url }),
  'OTLP/HTTP protobuf': (url) => new ProtobufExporter({ url }),
};

describe.each(Object.keys(exporters))('the official exporter over %s', (name) => {
  it('sends what becomes events again', async () => {
    const exporter = exporters[name]?.(`${receiver.url}/v1/traces`) as SpanExporter;
    const tracerProvider = new BasicTracerProvider({
      spanProcessors: [new SimpleSpanProcessor(exporter)],
    });
    const tracer = tracerProvider.getTracer('agent of somebody else');
    tracer.startActiveSpan(
      'invoke_agent Travel',
      { attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'Travel' } },
      (span) => {
        span.setStatus({ code: 2, message: 'lost' });
        span.recordException(new TypeError('lost'));
        span.end();
      },
    );
    await tracerProvider.shutdown();
    const events = ingested();
    expectValid(events);
    expect(events).toMatchObject([
      { type: 'agent.run.started', agentKey: 'Travel', run: { name: 'Travel' } },
      { type: 'agent.run.failed', error: { name: 'TypeError', message: 'lost' } },
    ]);
  });
});

const facts = (event: AgentEvent): object => {
  const { agentKey, outcome, parentSpanId, runId, sessionId, spanId, traceId, type } =
    event as AgentEvent & { outcome?: string };
  return { type, agentKey, outcome, parentSpanId, runId, sessionId, spanId, traceId };
};

/** What the spans of a run can bring back: its work, not its decisions and approvals. */
const RETURNS =
  /^agent\.(run|workflow\.step|action|tool|llm|mcp|handoff)\.(started|completed|failed|requested|called)$/;

describe('our own spans', () => {
  it.each([
    ['otlp() in JSON', (url: string) => otlp({ url, protocol: 'http/json', content: true })],
    [
      'otlp() in protobuf',
      (url: string) => otlp({ url, protocol: 'http/protobuf', content: true }),
    ],
    [
      'an SDK with our id generator',
      (url: string) =>
        otelTransport({
          content: true,
          tracerProvider: new BasicTracerProvider({
            idGenerator: heddleIdGenerator(),
            spanProcessors: [
              new SimpleSpanProcessor(new ProtobufExporter({ url: `${url}/v1/traces` })),
            ],
          }),
        }),
    ],
  ])('come back as the events that they were made of, by %s', async (_, open) => {
    const log = memory();
    const heddle = createHeddle({ ...exampleOptions, transport: multi([open(receiver.url), log]) });
    await exampleRun(heddle);
    await heddle.shutdown();
    await expect
      .poll(() => ingested().filter(({ type }) => type === 'agent.run.completed').length)
      .toBe(2);
    const sent = (log.events as unknown as readonly AgentEvent[]).filter(({ type }) =>
      RETURNS.test(type),
    );
    const back = ingested();
    expectValid(back);
    const sorted = (events: readonly AgentEvent[]): object[] =>
      events.map(facts).sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
    expect(sorted(back)).toEqual(sorted(sent));
    const chat = (events: readonly AgentEvent[]): AgentEvent | undefined =>
      events.find(({ type }) => type === 'agent.llm.completed');
    expect(chat(back)).toMatchObject({
      usage: {
        inputTokens: 120,
        outputTokens: 30,
        cachedInputTokens: 100,
        reasoningTokens: 10,
        totalTokens: 150,
      },
      costUsd: 0.0021,
      model: { provider: 'openai', name: 'gpt-5', responseName: 'gpt-5-2026' },
      finishReasons: ['stop'],
      timeToFirstTokenMs: 250,
    });
  });
});
