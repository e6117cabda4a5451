import { context, trace } from '@opentelemetry/api';
import { SamplingDecision, type Sampler } from '@opentelemetry/sdk-trace-base';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  ParentBasedSampler,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { createHeddle, memory, multi, type HeddleOptions } from '@heddle/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTelemetry, otelTransport } from '../../src/index.ts';
import { parentIdOf } from '../support/sdks.ts';

/**
 * Two observability SDKs in one process are known to lose each other's spans, or to decide for each
 * other what is sampled (langfuse/langfuse-js#832, langfuse/langfuse-docs#2839). Here: a host whose
 * own spans are before, around and inside our work, and a provider beside the registered one.
 */
const REQUESTS = 200;

/** One request in four, as a host samples: in turn, so that both sides can be counted. */
function oneInFour(): Sampler {
  let count = 0;
  return {
    shouldSample: () => ({
      decision:
        count++ % 4 === 0 ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.NOT_RECORD,
    }),
    toString: () => 'oneInFour',
  };
}

function provider(sampler?: Sampler): {
  exporter: InMemorySpanExporter;
  tracerProvider: BasicTracerProvider;
} {
  const exporter = new InMemorySpanExporter();
  const spanProcessors = [new SimpleSpanProcessor(exporter)];
  const sampling =
    sampler === undefined ? {} : { sampler: new ParentBasedSampler({ root: sampler }) };
  return { exporter, tracerProvider: new BasicTracerProvider({ spanProcessors, ...sampling }) };
}

/** Concurrent requests: a span of the host's, in it a run with a tool, in that a span of the host's. */
async function serve(options: Partial<HeddleOptions>): Promise<void> {
  const heddle = createHeddle({ exitFlushMs: 0, transport: memory(), ...options });
  const host = trace.getTracer('host');
  const query = heddle.withTool('query', () =>
    host.startActiveSpan('SELECT', async (span) => {
      await new Promise((resolve) => setImmediate(resolve));
      span.end();
    }),
  );
  await Promise.all(
    Array.from({ length: REQUESTS }, () =>
      host.startActiveSpan('GET /ask', async (span) => {
        await heddle.run('answer', async () => {
          await Promise.resolve();
          await query();
        });
        span.end();
      }),
    ),
  );
  await heddle.shutdown();
}

/** How many there are of each, and of which the parent is what the host made it. */
function shape({ exporter }: { exporter: InMemorySpanExporter }): Record<string, number> {
  const spans = exporter.getFinishedSpans();
  const names = new Map(spans.map((span) => [span.spanContext().spanId, span.name]));
  const counts: Record<string, number> = {};
  for (const span of spans) {
    const parent = parentIdOf(span);
    const around = parent === undefined ? 'root' : (names.get(parent) ?? 'lost');
    const key = `${span.name} in ${around}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

let host: ReturnType<typeof provider>;
const register = (sampler?: Sampler): void => {
  host = provider(sampler);
  trace.setGlobalTracerProvider(host.tracerProvider);
};
beforeEach(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});
afterEach(() => {
  trace.disable();
  context.disable();
});

describe('beside a host’s provider, a provider of our own', () => {
  const ways = {
    live: (tracerProvider: BasicTracerProvider) => openTelemetry({ tracerProvider }),
    'after the fact': (tracerProvider: BasicTracerProvider) => ({
      transport: otelTransport({ tracerProvider }),
    }),
  };

  it.each(Object.entries(ways))('loses no span of either side (%s)', async (_, way) => {
    register();
    const ours = provider();
    await serve(way(ours.tracerProvider));
    expect(shape(host)).toEqual({ 'GET /ask in root': REQUESTS, 'SELECT in GET /ask': REQUESTS });
    expect(shape(ours)).toEqual({
      'invoke_agent default in root': REQUESTS,
      'execute_tool query in invoke_agent default': REQUESTS,
    });
  });

  it.each(Object.entries(ways))(
    'neither inherits nor decides what is sampled (%s)',
    async (_, way) => {
      register(oneInFour());
      const ours = provider();
      await serve(way(ours.tracerProvider));
      expect(shape(host)).toEqual({
        'GET /ask in root': REQUESTS / 4,
        'SELECT in GET /ask': REQUESTS / 4,
      });
      expect(ours.exporter.getFinishedSpans()).toHaveLength(2 * REQUESTS);
    },
  );

  it('links a run to the host’s span that it began in', async () => {
    register();
    const ours = provider();
    await serve(ways['live'](ours.tracerProvider));
    const requests = new Set(
      host.exporter.getFinishedSpans().map((span) => span.spanContext().spanId),
    );
    for (const span of ours.exporter.getFinishedSpans()) {
      const linked = span.links.map((link) => requests.has(link.context.spanId));
      expect(linked).toEqual(span.name.startsWith('invoke_agent') ? [true] : []);
    }
  });

  it('becomes the shared one once it is registered', async () => {
    const ours = provider();
    const options = openTelemetry({ tracerProvider: ours.tracerProvider });
    trace.setGlobalTracerProvider(ours.tracerProvider);
    await serve(options);
    expect(shape(ours)).toEqual({
      'GET /ask in root': REQUESTS,
      'invoke_agent default in GET /ask': REQUESTS,
      'execute_tool query in invoke_agent default': REQUESTS,
      'SELECT in execute_tool query': REQUESTS,
    });
  });
});

describe('on a host’s provider', () => {
  it('loses no span of either side, and the host’s lie where its code ran', async () => {
    register();
    await serve(openTelemetry());
    expect(shape(host)).toEqual({
      'GET /ask in root': REQUESTS,
      'invoke_agent default in GET /ask': REQUESTS,
      'execute_tool query in invoke_agent default': REQUESTS,
      'SELECT in execute_tool query': REQUESTS,
    });
  });

  it('follows the host’s sampling, while every event is recorded', async () => {
    register(oneInFour());
    const events = memory();
    await serve({ ...openTelemetry(), transport: multi([events]) });
    expect(host.exporter.getFinishedSpans()).toHaveLength((4 * REQUESTS) / 4);
    expect(events.ofType('agent.run.completed')).toHaveLength(REQUESTS);
  });
});
