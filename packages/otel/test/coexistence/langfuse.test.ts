import { LangfuseSpanProcessor } from '@langfuse/otel';
import { startActiveObservation } from '@langfuse/tracing';
import { createHeddle, memory } from '@heddle/core';
import { NodeSDK } from '@opentelemetry/sdk-node';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTelemetry } from '../../src/index.ts';

const REQUESTS = 100;
const exporter = new InMemorySpanExporter();
const plain = new InMemorySpanExporter();
let sdk: NodeSDK;
let processor: LangfuseSpanProcessor;

beforeAll(() => {
  processor = new LangfuseSpanProcessor({
    exporter,
    exportMode: 'immediate',
    publicKey: 'pk',
    secretKey: 'sk',
    baseUrl: 'http://127.0.0.1:9',
    shouldExportSpan: () => true,
  });
  sdk = new NodeSDK({
    spanProcessors: [processor, new SimpleSpanProcessor(plain)],
    instrumentations: [],
    logRecordProcessors: [],
    metricReaders: [],
    autoDetectResources: false,
  });
  sdk.start();
});
afterAll(() => sdk.shutdown());
beforeEach(() => {
  exporter.reset();
  plain.reset();
});

async function serve(options: object): Promise<void> {
  const heddle = createHeddle({ exitFlushMs: 0, transport: memory(), ...options });
  const query = heddle.withTool('query', () =>
    startActiveObservation('retrieve', async () => {
      await new Promise((resolve) => setImmediate(resolve));
    }),
  );
  await Promise.all(
    Array.from({ length: REQUESTS }, () =>
      startActiveObservation('request', () => heddle.run('answer', () => query())),
    ),
  );
  await heddle.shutdown();
  await processor.forceFlush();
}

function counts(spans: InMemorySpanExporter): Record<string, number> {
  const counted: Record<string, number> = {};
  for (const { name } of spans.getFinishedSpans()) counted[name] = (counted[name] ?? 0) + 1;
  return counted;
}

describe('next to Langfuse on a NodeSDK', () => {
  it('every span of both reaches Langfuse and the SDK’s other processors', async () => {
    await serve(openTelemetry());
    const all = {
      request: REQUESTS,
      retrieve: REQUESTS,
      'invoke_agent default': REQUESTS,
      'execute_tool query': REQUESTS,
    };
    expect(counts(exporter)).toEqual(all);
    expect(counts(plain)).toEqual(all);
  });

  it('with a provider of our own, Langfuse sees what it would without us', async () => {
    const ours = new InMemorySpanExporter();
    const tracerProvider = new BasicTracerProvider({
      spanProcessors: [new SimpleSpanProcessor(ours)],
    });
    await serve(openTelemetry({ tracerProvider }));
    expect(counts(exporter)).toEqual({ request: REQUESTS, retrieve: REQUESTS });
    expect(counts(ours)).toEqual({
      'invoke_agent default': REQUESTS,
      'execute_tool query': REQUESTS,
    });
  });
});
