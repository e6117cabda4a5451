import { withSpan } from '@arizeai/openinference-core';
import { observe } from '@langfuse/tracing';
import { context, trace, type Span } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { Client } from 'langsmith';
import { traceable } from 'langsmith/traceable';
import type { Work } from './floors.ts';
import { turns, type Subject } from './subject.ts';

/** The peers as published, with a sink that drops everything at once. */
export function peers(async: Work): Subject[] {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const provider = new BasicTracerProvider({
    spanProcessors: [
      new SimpleSpanProcessor({
        export: (_spans, done) => done({ code: 0 }),
        shutdown: () => Promise.resolve(),
      }),
    ],
  });
  trace.setGlobalTracerProvider(provider);
  const tracer = provider.getTracer('bench');
  const inTrace = (body: () => Promise<void>): Promise<void> =>
    tracer.startActiveSpan('run', (span) => body().finally(() => span.end()));
  const span =
    (attributes: boolean): Work =>
    (x) =>
      tracer.startActiveSpan('tool', (active: Span) => {
        if (attributes) active.setAttribute('input', JSON.stringify(x));
        return (async(x) as Promise<unknown>).then(
          (value) => {
            if (attributes) active.setAttribute('output', JSON.stringify(value));
            active.end();
            return value;
          },
          (error: unknown) => {
            active.recordException(error as Error);
            active.end();
            throw error;
          },
        );
      });
  const peer = (name: string, call: Work, within: Subject['within'] = inTrace): Subject => ({
    name,
    kind: 'peer',
    within,
    call,
    settle: turns,
  });

  const client = new Client({
    apiUrl: 'http://127.0.0.1:9',
    apiKey: 'none',
    fetchImplementation: () => Promise.resolve(new Response('{}')),
  });
  const traced = traceable(async as (x: unknown) => Promise<unknown>, {
    name: 'tool',
    client,
    tracingEnabled: true,
  });
  const root = traceable((body: () => Promise<void>) => body(), {
    name: 'run',
    client,
    tracingEnabled: true,
  });
  return [
    peer('OpenTelemetry, span only', span(false)),
    peer('OpenTelemetry, input and output attributes', span(true)),
    peer(
      'OpenInference withSpan',
      withSpan(async as (x: unknown) => Promise<unknown>, { name: 'tool' }),
    ),
    peer('Langfuse observe', observe(async as (x: unknown) => Promise<unknown>, { name: 'tool' })),
    {
      ...peer('LangSmith traceable', traced, (body) => root(body)),
      calls: 5,
      // Its queue would otherwise be worked off in the others' rounds.
      settle: () => client.awaitPendingTraceBatches(),
    },
  ];
}
