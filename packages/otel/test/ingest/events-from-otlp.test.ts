import type { AgentEvent, EventOf, AgentEventType } from '@heddle/events';
import { describe, expect, it } from 'vitest';
import { eventsFromOtlp } from '../../src/ingest/index.ts';
import { expectValid } from '../support/expect-valid.ts';
import { officialEncode } from '../support/official-otlp.ts';
import {
  openInferenceSpans,
  openLlmetrySpans,
  openTelemetrySpans,
  requestOf,
  spanId,
  traceId,
  type SpanSketch,
} from './fixtures.ts';

const read = (spans: readonly SpanSketch[], resource?: Record<string, unknown>): AgentEvent[] =>
  eventsFromOtlp(requestOf(spans, resource));

function only<Type extends AgentEventType>(
  events: readonly AgentEvent[],
  type: Type,
): EventOf<Type> {
  const found = events.filter((event): event is EventOf<Type> => event.type === type);
  expect(found.map((event) => event.type)).toEqual([type]);
  return found[0] as EventOf<Type>;
}

const conventions = [
  ['OpenTelemetry', openTelemetrySpans],
  ['OpenInference', openInferenceSpans],
  ['OpenLLMetry', openLlmetrySpans],
] as const;

describe.each(conventions)('spans by the conventions of %s', (name, spans) => {
  it('become a run with a model call and a tool in it, in order', () => {
    const events = read(spans);
    expectValid(events);
    expect(events.map(({ type }) => type)).toEqual([
      'agent.run.started',
      'agent.llm.called',
      'agent.llm.completed',
      'agent.action.requested',
      'agent.action.completed',
      'agent.tool.called',
      'agent.run.completed',
    ]);
    expect(new Set(events.map(({ runId }) => runId))).toEqual(new Set([`otel-${traceId}`]));
    expect(new Set(events.map(({ sessionId }) => sessionId))).toEqual(new Set(['conv_1']));
  });

  it('tell model, tokens, prompt and answer', () => {
    const completed = only(read(spans), 'agent.llm.completed');
    expect(completed.model).toMatchObject({ provider: 'openai', name: 'gpt-5' });
    expect(completed.usage).toMatchObject({ inputTokens: 100, outputTokens: 20, totalTokens: 120 });
    expect(completed.llm.operation).toBe('chat');
    expect(completed.toolCalls).toEqual([
      { id: 'call_1', name: 'weather', arguments: { city: 'Paris' } },
    ]);
    const called = only(read(spans), 'agent.llm.called');
    expect(called.input).toEqual([
      { role: 'system', parts: [{ type: 'text', content: 'Be brief.' }] },
      { role: 'user', parts: [{ type: 'text', content: 'Weather in Paris?' }] },
    ]);
  });

  it('tell tool, arguments and result, and whose they are', () => {
    const events = read(spans);
    const tool = only(events, 'agent.tool.called');
    expect(tool).toMatchObject({ tool: { name: 'weather' }, outcome: 'completed', durationMs: 29 });
    expect(only(events, 'agent.action.requested').input).toEqual({ city: 'Paris' });
    expect(only(events, 'agent.action.completed').output).toBe('rain');
    expect(tool).toMatchObject({ spanId: spanId('c1'), parentSpanId: spanId('a1'), traceId });
    expect(tool.agentKey).toBe(name === 'OpenLLMetry' ? 'desk' : 'Travel');
  });

  it('add up in the ending of their run', () => {
    expect(only(read(spans), 'agent.run.completed').totals).toMatchObject({
      inputTokens: 100,
      outputTokens: 20,
      totalTokens: 120,
      modelCalls: 1,
      toolCalls: 1,
    });
  });

  it('read the same from protobuf, from JSON and from text', () => {
    const request = requestOf(spans);
    const events = eventsFromOtlp(request);
    expect(eventsFromOtlp(officialEncode(request))).toEqual(events);
    expect(eventsFromOtlp(JSON.stringify(request))).toEqual(events);
  });
});

describe('OpenTelemetry’s further facts', () => {
  it('are kept: parameters, cached tokens, first chunk, ids', () => {
    const completed = only(read(openTelemetrySpans), 'agent.llm.completed');
    expect(completed).toMatchObject({
      model: { responseName: 'gpt-5-2026' },
      llm: { parameters: { temperature: 0.5 } },
      usage: { cachedInputTokens: 64 },
      finishReasons: ['tool_calls'],
      timeToFirstTokenMs: 20,
      responseId: 'resp_1',
      durationMs: 50.5,
    });
  });

  it('of MCP requests become MCP events, on either side', () => {
    const mcp = (kind: number, more: object = {}): readonly SpanSketch[] => [
      {
        id: 'a1',
        name: 'tools/call get-weather',
        kind,
        from: 0,
        to: 10,
        attributes: {
          'mcp.method.name': 'tools/call',
          'gen_ai.operation.name': 'execute_tool',
          'gen_ai.tool.name': 'get-weather',
          'mcp.session.id': 's1',
          'mcp.protocol.version': '2025-11-25',
          'jsonrpc.request.id': '7',
          'server.address': 'mcp.example.com',
          ...more,
        },
        ...('error.type' in more && { status: { code: 2 } }),
      },
    ];
    const events = read(mcp(3));
    expectValid(events);
    expect(only(events, 'agent.mcp.completed').mcp).toEqual({
      server: 'mcp.example.com',
      method: 'tools/call',
      tool: 'get-weather',
      mcpSessionId: 's1',
      protocolVersion: '2025-11-25',
      requestId: '7',
      role: 'client',
    });
    expect(only(read(mcp(2)), 'agent.mcp.completed').mcp.role).toBe('server');
    expect(only(read(mcp(3, { 'error.type': 'tool_error' })), 'agent.mcp.completed').isError).toBe(
      true,
    );
    const failed = read(mcp(3, { 'error.type': '-32602' }));
    expectValid(failed);
    expect(only(failed, 'agent.mcp.failed').error).toMatchObject({ code: '-32602' });
  });
});

describe('a failure', () => {
  it('is told with its exception', () => {
    const events = read([
      {
        id: 'a1',
        name: 'chat gpt-5',
        from: 0,
        to: 10,
        status: { code: 2, message: 'rate limited' },
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.request.model': 'gpt-5',
          'error.type': '429',
        },
        events: [
          {
            name: 'exception',
            timeUnixNano: '1',
            attributes: [
              { key: 'exception.type', value: { stringValue: 'RateLimitError' } },
              { key: 'exception.message', value: { stringValue: 'slow down' } },
              { key: 'exception.stacktrace', value: { stringValue: 'at x' } },
            ],
          },
        ],
      },
    ]);
    expectValid(events);
    expect(only(events, 'agent.llm.failed').error).toEqual({
      name: 'RateLimitError',
      message: 'slow down',
      stack: 'at x',
      code: '429',
    });
    expect(only(events, 'agent.run.failed').outcome).toBe('failed');
  });

  it('without an exception is told by its status', () => {
    const [tool] = read([
      {
        id: 'a1',
        name: 't',
        from: 0,
        to: 1,
        status: { code: 2, message: 'no' },
        attributes: { 'gen_ai.operation.name': 'execute_tool' },
      },
    ]).filter(({ type }) => type === 'agent.action.failed');
    expect(tool).toMatchObject({ error: { name: 'Error', message: 'no' }, tool: { name: 't' } });
  });
});

describe('the shape of a trace', () => {
  it('is found through spans that are none of the story', () => {
    const events = read([
      { id: 'a0', name: 'GET /ask', kind: 2, from: 0, to: 100 },
      { ...(openTelemetrySpans[0] as SpanSketch), parent: 'a0' },
      { id: 'a2', parent: 'a1', name: 'middleware', from: 1, to: 99 },
      { ...(openTelemetrySpans[1] as SpanSketch), parent: 'a2' },
    ]);
    expect(only(events, 'agent.llm.called').parentSpanId).toBe(spanId('a1'));
    expect(only(events, 'agent.run.started').parentSpanId).toBeUndefined();
  });

  it('holds when children come in a request before their agent', () => {
    const [agent, chat, tool] = openTelemetrySpans as readonly [SpanSketch, SpanSketch, SpanSketch];
    const first = read([chat, tool]);
    expect(first.map(({ type }) => type)).not.toContain('agent.run.started');
    const second = read([agent]);
    expect(second.map(({ type }) => type)).toEqual(['agent.run.started', 'agent.run.completed']);
    expect(new Set([...first, ...second].map(({ runId }) => runId)).size).toBe(1);
  });

  it('makes a run of a model call that no agent is around', () => {
    const { parent: _, ...alone } = openTelemetrySpans[1] as SpanSketch;
    const events = read([alone]);
    expectValid(events);
    expect(events.map(({ type }) => type)).toEqual([
      'agent.run.started',
      'agent.llm.called',
      'agent.llm.completed',
      'agent.run.completed',
    ]);
    expect(only(events, 'agent.run.started').run).toMatchObject({ trigger: 'implicit' });
  });

  it('makes a step of an agent inside an agent, whose calls bear its name', () => {
    const events = read([
      openTelemetrySpans[0] as SpanSketch,
      {
        id: 'd1',
        parent: 'a1',
        name: 'invoke_agent Weather',
        from: 5,
        to: 95,
        attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'Weather' },
      },
      { ...(openTelemetrySpans[2] as SpanSketch), parent: 'd1' },
    ]);
    expectValid(events);
    expect(only(events, 'agent.workflow.step.started').step).toMatchObject({ name: 'Weather' });
    expect(only(events, 'agent.tool.called').agentKey).toBe('Weather');
  });

  it('of spans that go round in a circle is read to its end', () => {
    const circle: SpanSketch[] = [
      {
        id: 'a1',
        parent: 'b1',
        name: 'x',
        from: 0,
        to: 1,
        attributes: { 'gen_ai.operation.name': 'chat' },
      },
      {
        id: 'b1',
        parent: 'a1',
        name: 'y',
        from: 0,
        to: 1,
        attributes: { 'gen_ai.operation.name': 'execute_tool' },
      },
    ];
    expectValid(read(circle));
  });
});

describe('the same request', () => {
  it('twice gives events with the same ids', () => {
    expect(read(openTelemetrySpans)).toEqual(read(openTelemetrySpans));
    const ids = read(openTelemetrySpans).map(({ eventId }) => eventId);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('what is none of ours', () => {
  it('gives no events: HTTP, databases, spans without ids', () => {
    expect(
      read([
        { id: 'a1', name: 'GET /', kind: 2, from: 0, to: 1, attributes: { 'http.route': '/' } },
      ]),
    ).toEqual([]);
    const broken = requestOf(openTelemetrySpans) as {
      resourceSpans: { scopeSpans: { spans: { traceId: string }[] }[] }[];
    };
    for (const span of broken.resourceSpans[0]?.scopeSpans[0]?.spans ?? []) span.traceId = 'nope';
    expect(eventsFromOtlp(broken)).toEqual([]);
    expect(eventsFromOtlp({})).toEqual([]);
  });

  it.each([
    ['not JSON', 'oops', /not JSON/],
    ['a list', '{"resourceSpans": 3}', /a list `resourceSpans`/],
    ['nothing', 'null', /a list `resourceSpans`/],
    ['protobuf of something else', Buffer.from('hello there'), /no OTLP protobuf message/],
  ])('is refused when it is %s', (_, request, message) => {
    expect(() => eventsFromOtlp(request)).toThrow(message);
  });

  it('may be hostile: names of prototypes, numbers without end, holes', () => {
    const hostile = requestOf([
      {
        id: 'a1',
        name: '__proto__',
        from: 10,
        to: 1,
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.prompt.0.__proto__.polluted': 'yes',
          'gen_ai.prompt.99999999999.content': 'far',
          'gen_ai.prompt.constructor.prototype.polluted': 'yes',
          __proto__: 'x',
          'gen_ai.usage.input_tokens': -5,
        },
      },
    ]) as { resourceSpans: unknown[] };
    hostile.resourceSpans.push(
      null,
      { scopeSpans: 'no' },
      { scopeSpans: [{ spans: [null, 3, { spanId: 5 }] }] },
    );
    const events = eventsFromOtlp(hostile);
    expectValid(events);
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
    expect(only(events, 'agent.llm.completed')).toMatchObject({ durationMs: 0, usage: {} });
  });
});
