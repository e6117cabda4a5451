import { context, propagation, trace } from '@opentelemetry/api';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { createHeddle, memory, multi, type Heddle } from '@heddle/core';
import type { AgentEvent } from '@heddle/events';
import { describe, expect, it } from 'vitest';
import { heddleIdGenerator, otelTransport } from '../src/index.ts';
import { exampleOptions, exampleRun } from './support/example-run.ts';
import { exampleTree } from './support/example-spans.ts';
import { parentIdOf, spanTree } from './support/sdks.ts';

function isolated(ids = true): {
  exporter: InMemorySpanExporter;
  tracerProvider: BasicTracerProvider;
} {
  const exporter = new InMemorySpanExporter();
  const spanProcessors = [new SimpleSpanProcessor(exporter)];
  const generator = ids ? { idGenerator: heddleIdGenerator() } : {};
  return { exporter, tracerProvider: new BasicTracerProvider({ spanProcessors, ...generator }) };
}

async function told(
  run: (heddle: Heddle) => unknown,
  { exporter, tracerProvider } = isolated(),
): Promise<{
  spans: ReturnType<InMemorySpanExporter['getFinishedSpans']>;
  events: readonly AgentEvent[];
}> {
  const log = memory();
  const heddle = createHeddle({
    ...exampleOptions,
    transport: multi([otelTransport({ tracerProvider }), log]),
  });
  await run(heddle);
  await heddle.shutdown();
  return {
    spans: exporter.getFinishedSpans(),
    events: log.events as unknown as readonly AgentEvent[],
  };
}

describe('a provider of one’s own', () => {
  it('leaves the globals alone', async () => {
    const { spans } = await told(exampleRun);
    expect(spanTree(spans)).toBe(exampleTree);
    expect(context.active()).toBe(context.active());
    expect(propagation.fields()).toEqual([]);
    expect(trace.getTracer('host').startSpan('probe').isRecording()).toBe(false);
  });

  it('with our id generator tells spans under the ids of the events', async () => {
    const { events, spans } = await told(exampleRun);
    const endings = events.filter(
      ({ type }) => /(completed|failed)$/.test(type) && !/session/.test(type),
    );
    expect(endings).toHaveLength(spans.length);
    for (const { parentSpanId, spanId, traceId } of endings) {
      const span = spans.find((one) => one.spanContext().spanId === spanId);
      expect(span?.spanContext().traceId).toBe(traceId);
      expect(span && parentIdOf(span)).toBe(parentSpanId);
    }
  });

  it('without it gives spans their own ids, the same tree, and ours as attributes', async () => {
    const { events, spans } = await told(exampleRun, isolated(false));
    expect(spanTree(spans)).toBe(exampleTree);
    const run = events.find(({ type }) => type === 'agent.run.started');
    const span = spans.find(({ name }) => name === 'invoke_agent desk');
    expect(span?.attributes).toMatchObject({
      'heddle.trace.id': run?.traceId,
      'heddle.span.id': run?.spanId,
    });
  });

  it('gets random ids from our generator for spans of the host', () => {
    const tracer = isolated().tracerProvider.getTracer('host');
    const ids = Array.from({ length: 100 }, () => tracer.startSpan('host').spanContext());
    expect(new Set(ids.map(({ spanId }) => spanId)).size).toBe(100);
    expect(new Set(ids.map(({ traceId }) => traceId)).size).toBe(100);
  });
});

describe('spans after the fact', () => {
  it('link a tool to the model call that asked for it', async () => {
    const { tracerProvider, exporter } = isolated();
    const transport = otelTransport({ tracerProvider });
    const base = {
      timestamp: '2026-01-01T00:00:00.000Z',
      agentKey: 'desk',
      traceId: '0af7651916cd43dd8448eb211c80319c',
    };
    const asked = {
      ...base,
      type: 'agent.llm.completed',
      eventId: 'e1',
      spanId: '00f067aa0ba902b7',
      durationMs: 5,
    };
    const called = {
      ...base,
      type: 'agent.tool.called',
      eventId: 'e2',
      spanId: 'b7ad6b7169203331',
      causedByEventId: 'e1',
      tool: { name: 't' },
      outcome: 'completed',
      durationMs: 1,
    };
    const events = [asked, called].map((event) => ({
      event: event as unknown as AgentEvent,
      json: '',
      bytes: 0,
    }));
    transport.send({ id: 'b', events, bytes: 0, attempt: 1, sentAt: 0 });
    const tool = exporter.getFinishedSpans().find(({ name }) => name === 'execute_tool t');
    expect(tool?.links.map((link) => link.context.spanId)).toEqual([asked.spanId]);
  });

  it('that are never ended are ended when Heddle shuts down, and say so', async () => {
    const { spans } = await told((heddle) => {
      void heddle.run('hangs', () => new Promise(() => undefined));
    });
    expect(spans.map(({ attributes, name }) => [name, attributes['heddle.unfinished']])).toEqual([
      ['invoke_agent desk', true],
    ]);
  });

  it('that a processor of the host’s chokes on cost that event, and no other', async () => {
    const { exporter } = isolated();
    const tracerProvider = new BasicTracerProvider({
      spanProcessors: [
        {
          onStart: (span) => {
            if (span.attributes['gen_ai.tool.name'] === 'bad') throw new Error('processor');
          },
          onEnd: () => undefined,
          forceFlush: async () => undefined,
          shutdown: async () => undefined,
        },
        new SimpleSpanProcessor(exporter),
      ],
    });
    const heddle = createHeddle({ transport: otelTransport({ tracerProvider }), exitFlushMs: 0 });
    heddle.run('answer', () => {
      heddle.withTool('bad', () => 1)();
      heddle.withTool('good', () => 1)();
    });
    await heddle.shutdown();
    expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual([
      'execute_tool good',
      'invoke_agent default',
    ]);
    expect(
      heddle.diagnostics().quarantined + Object.values(heddle.diagnostics().drops).length,
    ).toBeGreaterThan(0);
  });
});
