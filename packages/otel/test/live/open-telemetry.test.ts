import { SpanKind, TraceFlags, context, propagation, trace } from '@opentelemetry/api';
import {
  W3CBaggagePropagator,
  W3CTraceContextPropagator,
  CompositePropagator,
} from '@opentelemetry/core';
import {
  AlwaysOffSampler,
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import {
  createHeddle,
  memory,
  type Heddle,
  type HeddleOptions,
  type MemoryTransport,
} from '@heddle/core';
import type { AgentEvent } from '@heddle/events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTelemetry, type OpenTelemetryOptions } from '../../src/index.ts';
import { SDKS, parentIdOf, spanTree, type RunningSdk } from '../support/sdks.ts';

let sdk: RunningSdk;
let transport: MemoryTransport;
let heddle: Heddle;

beforeEach(() => {
  sdk = SDKS['sdk-trace-base 2.x']();
  start();
});
afterEach(() => sdk.stop());

function start(options: Partial<HeddleOptions> = {}, otel: OpenTelemetryOptions = {}): void {
  transport = memory();
  heddle = createHeddle({
    agent: { key: 'desk' },
    exitFlushMs: 0,
    ...openTelemetry({ conventions: 'latest', ...otel }),
    transport,
    ...options,
  });
}

const host = (): ReturnType<typeof trace.getTracer> => trace.getTracer('host');
const only = (type: string): AgentEvent =>
  transport.events.find((event) => event.type === type) as AgentEvent;

describe('code that runs in wrapped work', () => {
  it('sees the span of the work as the current one, with the ids of its events', async () => {
    const seen = heddle.withTool('search', async () => {
      await Promise.resolve();
      return trace.getActiveSpan()?.spanContext();
    });
    const inside = await heddle.run('answer', () => seen());
    await heddle.flush();
    const called = only('agent.tool.called');
    expect(inside).toMatchObject({ traceId: called.traceId, spanId: called.spanId });
    expect(trace.getActiveSpan()).toBeUndefined();
  });

  it('may start spans of its own, and wrapped work inside those is theirs', async () => {
    const inner = heddle.withTool('inner', () => 1);
    await heddle.run('answer', () =>
      host().startActiveSpan('host work', (span) => {
        inner();
        span.end();
      }),
    );
    await heddle.flush();
    expect(spanTree(sdk.finished())).toBe(
      'invoke_agent desk | INTERNAL | UNSET\n  host work | INTERNAL | UNSET\n    execute_tool inner | INTERNAL | UNSET',
    );
    // In the events, which know nothing of the host's span, the tool is the run's.
    expect(only('agent.tool.called').parentSpanId).toBe(only('agent.run.started').spanId);
  });

  it('stays in its span over generators, streams and bound callbacks', async () => {
    const ids: (string | undefined)[] = [];
    const note = (): void => void ids.push(trace.getActiveSpan()?.spanContext().spanId);
    const stream = heddle.withTool('stream', async function* () {
      note();
      yield 1;
      note();
    });
    let callback: (() => void) | undefined;
    await heddle.run('answer', async () => {
      callback = heddle.bind(note);
      for await (const _ of stream()) note();
    });
    callback?.();
    await heddle.flush();
    const [tool, run] = [only('agent.tool.called').spanId, only('agent.run.started').spanId];
    expect(ids).toEqual([tool, run, tool, run]);
  });
});

describe('a run', () => {
  it('is a child of the span that is active', async () => {
    host().startActiveSpan('GET /ask', { kind: SpanKind.SERVER }, (span) => {
      heddle.run('answer', () => 1);
      span.end();
    });
    await heddle.flush();
    expect(spanTree(sdk.finished())).toBe(
      'GET /ask | SERVER | UNSET\n  invoke_agent desk | INTERNAL | UNSET',
    );
    const server = sdk
      .finished()
      .find(({ name }) => name === 'GET /ask')
      ?.spanContext();
    expect(only('agent.run.started')).toMatchObject({
      traceId: server?.traceId,
      parentSpanId: server?.spanId,
    });
  });

  it('is its child inside a session too', async () => {
    host().startActiveSpan('GET /ask', (span) => {
      heddle.session({ sessionId: 'ses_1' }, () => heddle.run('answer', () => 1));
      span.end();
    });
    await heddle.flush();
    const server = sdk
      .finished()
      .find(({ name }) => name === 'GET /ask')
      ?.spanContext();
    expect(only('agent.run.started')).toMatchObject({
      parentSpanId: server?.spanId,
      sessionId: 'ses_1',
    });
  });

  it('that is detached is nobody’s child', async () => {
    host().startActiveSpan('GET /ask', (span) => {
      heddle.detached(() => heddle.run('pool', () => 1));
      span.end();
    });
    await heddle.flush();
    const run = sdk.finished().find(({ name }) => name.startsWith('invoke_agent'));
    expect(run && parentIdOf(run)).toBeUndefined();
  });

  it('that Heddle does not sample has no span, and leaves the host’s span active', async () => {
    start({ sample: 0 });
    host().startActiveSpan('GET /ask', (span) => {
      heddle.run('answer', () => expect(trace.getActiveSpan()).toBe(span));
      span.end();
    });
    await heddle.flush();
    expect(sdk.finished().map(({ name }) => name)).toEqual(['GET /ask']);
  });
});

describe('messages between processes', () => {
  const propagator = new CompositePropagator({
    propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
  });
  const setter = {
    set: (carrier: Record<string, string>, key: string, value: string) =>
      void (carrier[key] = value),
  };
  const getter = {
    get: (carrier: Record<string, string>, key: string) => carrier[key],
    keys: (carrier: Record<string, string>) => Object.keys(carrier),
  };
  const injected = (): Record<string, string> => {
    const headers: Record<string, string> = {};
    propagator.inject(context.active(), headers, setter);
    return headers;
  };

  it('carry run and session in the host’s own baggage, and the host’s own entries stay', async () => {
    let headers: Record<string, string> = {};
    const baggage = propagation.createBaggage({ tenant: { value: 'acme' } });
    context.with(propagation.setBaggage(context.active(), baggage), () =>
      heddle.session({ sessionId: 'ses 1' }, () =>
        heddle.run('answer', () => (headers = injected())),
      ),
    );
    await heddle.flush();
    const run = only('agent.run.started');
    expect(headers['traceparent']).toBe(`00-${run.traceId}-${run.spanId}-01`);
    expect(headers['baggage']).toContain('tenant=acme');
    expect(headers['baggage']).toContain(`heddle.run.id=${run.runId}`);
    expect(headers['baggage']).toContain('heddle.session.id=ses%201');
  });

  it('carry the session’s clock as it is when they are sent', () => {
    const clocks: (string | undefined)[] = [];
    heddle.session({ sessionId: 'ses_clock' }, () =>
      heddle.run('answer', () => {
        clocks.push(/clock=(\d+)/.exec(injected()['baggage'] ?? '')?.[1]);
        heddle.withTool('search', () => 1)();
        clocks.push(/clock=(\d+)/.exec(injected()['baggage'] ?? '')?.[1]);
      }),
    );
    // Session and run have begun; the tool adds its request, its completion and its record.
    expect(clocks).toEqual(['2', '5']);
  });

  it('continue session and run on the other side by OpenTelemetry’s propagation alone', async () => {
    let headers: Record<string, string> = {};
    heddle.session({ sessionId: 'ses_far' }, () =>
      heddle.run('caller', () => (headers = injected())),
    );
    await heddle.flush();
    const caller = only('agent.run.started');
    start();
    // What an HTTP instrumentation does with a request.
    context.with(propagator.extract(context.active(), headers, getter), () =>
      host().startActiveSpan('POST /work', { kind: SpanKind.SERVER }, (span) => {
        heddle.run('worker', () => 1);
        span.end();
      }),
    );
    await heddle.flush();
    const server = sdk
      .finished()
      .find(({ name }) => name === 'POST /work')
      ?.spanContext();
    expect(only('agent.run.started')).toMatchObject({
      traceId: caller.traceId,
      sessionId: 'ses_far',
      parentRunId: caller.runId,
      parentSpanId: server?.spanId,
    });
    expect(only('agent.run.started').sessionSequenceNumber).toBeGreaterThan(
      caller.sessionSequenceNumber as number,
    );
  });

  it('carry nothing of ours when baggage is off', () => {
    start({}, { baggage: false });
    heddle.run('answer', () => expect(injected()['baggage']).toBeUndefined());
  });

  it('that name a parent are its children, and what delivered them is linked', async () => {
    const parent = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: '00f067aa0ba902b7' };
    const carrier = { traceparent: `00-${parent.traceId}-${parent.spanId}-01` };
    host().startActiveSpan('POST /mcp', { kind: SpanKind.SERVER }, (span) => {
      heddle.within(heddle.extract(carrier), () => {
        expect(trace.getActiveSpan()?.spanContext()).toMatchObject(parent);
        heddle.run('served', () => 1);
      });
      span.end();
    });
    await heddle.flush();
    const [http, run] = ['POST /mcp', 'invoke_agent desk'].map((name) =>
      sdk.finished().find((span) => span.name === name),
    );
    expect(run && parentIdOf(run)).toBe(parent.spanId);
    expect(run?.links.map((link) => link.context.spanId)).toEqual([http?.spanContext().spanId]);
  });
});

describe('without an SDK', () => {
  it('changes nothing: events are recorded in full, with ids of their own', async () => {
    await sdk.stop();
    start();
    await heddle.run('answer', async () => {
      await Promise.resolve();
      heddle.withTool('search', () => 1)();
    });
    await heddle.flush();
    expect(transport.events.map(({ type }) => type)).toEqual([
      'agent.run.started',
      'agent.action.requested',
      'agent.action.completed',
      'agent.tool.called',
      'agent.run.completed',
    ]);
    expect(only('agent.tool.called').parentSpanId).toBe(only('agent.run.started').spanId);
    expect(only('agent.tool.called').spanId).not.toBe(only('agent.run.started').spanId);
  });

  it('does not give work the id of the span that merely happens to be active', async () => {
    await sdk.stop();
    sdk = SDKS['sdk-trace-base 2.x']();
    trace.disable();
    start();
    const remote = {
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: '00f067aa0ba902b7',
      traceFlags: TraceFlags.SAMPLED,
    };
    context.with(trace.setSpanContext(context.active(), remote), () =>
      heddle.run('answer', () => 1),
    );
    await heddle.flush();
    expect(only('agent.run.started')).toMatchObject({
      traceId: remote.traceId,
      parentSpanId: remote.spanId,
    });
    expect(only('agent.run.started').spanId).not.toBe(remote.spanId);
  });
});

describe('spans', () => {
  it('that a sampler turns down still give their ids to the events, which are recorded', async () => {
    await sdk.stop();
    const exporter = new InMemorySpanExporter();
    const tracerProvider = new BasicTracerProvider({
      sampler: new AlwaysOffSampler(),
      spanProcessors: [new SimpleSpanProcessor(exporter)],
    });
    sdk = SDKS['sdk-trace-base 2.x']();
    start({}, { tracerProvider });
    heddle.run('answer', () => 1);
    await heddle.flush();
    expect(exporter.getFinishedSpans()).toEqual([]);
    expect(transport.events).toHaveLength(2);
  });

  it('end also when their ending event is dropped on its way', async () => {
    start({ enrich: ({ type }) => ((type as string).endsWith('.completed') ? null : {}) });
    heddle.run('answer', () => heddle.withTool('search', () => 1)());
    await heddle.flush();
    expect(
      sdk
        .finished()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['execute_tool search', 'invoke_agent desk']);
  });

  it('hold no payload and no secret; with content they hold payloads and still no secret', async () => {
    const login = (): unknown =>
      heddle.withTool(
        'login',
        (credentials: object) => credentials,
      )({ user: 'grace', password: 'tr0ub4dor' });
    login();
    await heddle.flush();
    expect(JSON.stringify(sdk.finished().map(({ attributes }) => attributes))).not.toMatch(
      /grace|tr0ub4dor/,
    );
    start({}, { content: true });
    login();
    await heddle.flush();
    const [tool] = sdk
      .finished()
      .filter(({ attributes }) => 'gen_ai.tool.call.arguments' in attributes);
    expect(tool?.attributes['gen_ai.tool.call.arguments']).toContain('grace');
    expect(JSON.stringify(tool?.attributes)).not.toContain('tr0ub4dor');
  });

  it('of work that is over are ended once, however often a flush comes between', async () => {
    const slow = heddle.withTool('slow', () => new Promise((resolve) => setImmediate(resolve)));
    const running = heddle.run('answer', () => slow());
    await heddle.flush();
    expect(sdk.finished()).toEqual([]);
    await running;
    await heddle.flush();
    await heddle.flush();
    expect(
      sdk
        .finished()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['execute_tool slow', 'invoke_agent desk']);
  });

  it('take up what is tracked by hand, without wrapping', async () => {
    heddle.run('answer', () =>
      heddle.trackToolCall({ tool: { name: 'by_hand' }, outcome: 'completed', durationMs: 5 }),
    );
    await heddle.flush();
    expect(sdk.finished().map(({ name }) => name)).toContain('execute_tool by_hand');
  });

  it('come to 5,000 for 5,000 calls in one turn of the loop', async () => {
    const add = heddle.withTool({ name: 'add', capture: 'none' }, (a: number) => a + 1);
    heddle.run('burst', () => {
      for (let call = 0; call < 5000; call++) add(call);
    });
    await heddle.flush();
    const tools = sdk.finished().filter(({ name }) => name === 'execute_tool add');
    expect(tools).toHaveLength(5000);
    expect(tools.every(({ attributes }) => attributes['heddle.outcome'] === 'completed')).toBe(
      true,
    );
  });
});
