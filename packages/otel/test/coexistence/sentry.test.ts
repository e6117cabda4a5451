import * as Sentry from '@sentry/node';
import { createHeddle, memory } from '@heddle/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { openTelemetry } from '../../src/index.ts';

interface Transaction {
  readonly transaction: string;
  readonly spans: readonly {
    readonly description: string;
    readonly span_id: string;
    readonly parent_span_id: string;
  }[];
  readonly contexts: { readonly trace: { readonly span_id: string; readonly trace_id: string } };
}

const transactions: Transaction[] = [];

beforeAll(() => {
  Sentry.init({
    dsn: 'http://key@127.0.0.1:9/1',
    tracesSampleRate: 1,
    defaultIntegrations: false,
    transport: () => ({
      send: async () => ({ statusCode: 200 }),
      flush: async () => true,
    }),
    beforeSendTransaction(event) {
      transactions.push(event as unknown as Transaction);
      return event;
    },
  });
});
afterAll(() => Sentry.close(0));
beforeEach(async () => {
  await Sentry.flush();
  transactions.length = 0;
});

const REQUESTS = 50;

async function serve(options: object = {}): Promise<number> {
  const events = memory();
  const heddle = createHeddle({ exitFlushMs: 0, ...options, transport: events });
  const query = heddle.withTool('query', () =>
    Sentry.startSpan({ name: 'SELECT', op: 'db' }, async () => {
      await new Promise((resolve) => setImmediate(resolve));
    }),
  );
  await Promise.all(
    Array.from({ length: REQUESTS }, (_, index) =>
      Sentry.withIsolationScope(() =>
        Sentry.startSpan({ name: `GET /${index}`, op: 'http.server', forceTransaction: true }, () =>
          heddle.run('answer', async () => {
            await Promise.resolve();
            await query();
          }),
        ),
      ),
    ),
  );
  await heddle.shutdown();
  await Sentry.flush();
  return events.ofType('agent.run.completed').length;
}

const spansOf = (): string[] =>
  transactions.flatMap(({ spans }) => spans.map(({ description }) => description)).sort();
const times = (name: string): string[] => Array.from({ length: REQUESTS }, () => name);

describe('next to Sentry', () => {
  it('on its own provider, transactions are whole: its spans and ours, each where it happened', async () => {
    expect(await serve(openTelemetry())).toBe(REQUESTS);
    expect(transactions).toHaveLength(REQUESTS);
    expect(spansOf()).toEqual(
      [...times('SELECT'), ...times('execute_tool query'), ...times('invoke_agent default')].sort(),
    );
    for (const { contexts, spans } of transactions) {
      const [run, tool, select] = ['invoke_agent default', 'execute_tool query', 'SELECT'].map(
        (name) => spans.find(({ description }) => description === name),
      );
      expect(run?.parent_span_id).toBe(contexts.trace.span_id);
      expect(tool?.parent_span_id).toBe(run?.span_id);
      expect(select?.parent_span_id).toBe(tool?.span_id);
    }
  });

  it('with a provider of our own, its transactions are those that it would have without us', async () => {
    const exporter = new InMemorySpanExporter();
    const tracerProvider = new BasicTracerProvider({
      spanProcessors: [new SimpleSpanProcessor(exporter)],
    });
    await serve(openTelemetry({ tracerProvider }));
    expect(transactions).toHaveLength(REQUESTS);
    expect(spansOf()).toEqual(times('SELECT'));
    for (const { contexts, spans } of transactions) {
      expect(spans[0]?.parent_span_id).toBe(contexts.trace.span_id);
    }
    expect(exporter.getFinishedSpans()).toHaveLength(2 * REQUESTS);
  });

  it('an error that Sentry captures in a tool belongs to the tool’s span', async () => {
    const captured: string[] = [];
    Sentry.addEventProcessor((event) => {
      if (event.exception !== undefined) captured.push(String(event.contexts?.trace?.span_id));
      return event;
    });
    const events = memory();
    const heddle = createHeddle({ exitFlushMs: 0, ...openTelemetry(), transport: events });
    heddle.withTool('query', () => void Sentry.captureException(new Error('boom')))();
    await heddle.shutdown();
    await Sentry.flush();
    expect(captured).toEqual([events.ofType('agent.tool.called')[0]?.spanId]);
  });
});
