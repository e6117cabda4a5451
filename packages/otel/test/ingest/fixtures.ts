/** Attributes in OTLP/JSON, from plain values. */
function attributes(values: Readonly<Record<string, unknown>>): object[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: unknown): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

export interface SpanSketch {
  readonly id: string;
  readonly parent?: string;
  readonly name: string;
  readonly kind?: number;
  /** Milliseconds after the beginning of the trace. */
  readonly from: number;
  readonly to: number;
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly events?: readonly object[];
  readonly status?: object;
  readonly flags?: number;
}

export const traceId = '0af7651916cd43dd8448eb211c80319c';
const START = 1_767_225_600_000n;

/** A request of one trace. Ids of spans are short here and filled up. */
export function requestOf(
  spans: readonly SpanSketch[],
  resource: Record<string, unknown> = { 'service.name': 'desk' },
): object {
  return {
    resourceSpans: [
      {
        resource: { attributes: attributes(resource) },
        scopeSpans: [
          {
            scope: { name: 'test' },
            spans: spans.map(({ attributes: given = {}, from, id, parent, to, ...rest }) => ({
              traceId,
              spanId: spanId(id),
              ...(parent !== undefined && { parentSpanId: spanId(parent) }),
              kind: 1,
              startTimeUnixNano: nanos(from),
              endTimeUnixNano: nanos(to),
              attributes: attributes(given),
              ...rest,
            })),
          },
        ],
      },
    ],
  };
}

export function spanId(id: string): string {
  return id.padStart(16, '0');
}

function nanos(ms: number): string {
  return String((START + BigInt(Math.floor(ms))) * 1_000_000n + BigInt(Math.round((ms % 1) * 1e6)));
}

/** One agent with a model call and a tool, as OpenTelemetry's GenAI conventions tell it. */
export const openTelemetrySpans: readonly SpanSketch[] = [
  {
    id: 'a1',
    name: 'invoke_agent Travel',
    from: 0,
    to: 100,
    attributes: {
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': 'Travel',
      'gen_ai.agent.id': 'asst_1',
      'gen_ai.conversation.id': 'conv_1',
    },
  },
  {
    id: 'b1',
    parent: 'a1',
    name: 'chat gpt-5',
    kind: 3,
    from: 10,
    to: 60.5,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-5',
      'gen_ai.response.model': 'gpt-5-2026',
      'gen_ai.response.id': 'resp_1',
      'gen_ai.request.temperature': 0.5,
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': 20,
      'gen_ai.usage.cache_read.input_tokens': 64,
      'gen_ai.response.finish_reasons': ['tool_calls'],
      'gen_ai.response.time_to_first_chunk': 0.02,
      'gen_ai.system_instructions': '[{"type":"text","content":"Be brief."}]',
      'gen_ai.input.messages':
        '[{"role":"user","parts":[{"type":"text","content":"Weather in Paris?"}]}]',
      'gen_ai.output.messages':
        '[{"role":"assistant","parts":[{"type":"tool_call","id":"call_1","name":"weather","arguments":{"city":"Paris"}}],"finish_reason":"tool_call"}]',
    },
  },
  {
    id: 'c1',
    parent: 'a1',
    name: 'execute_tool weather',
    from: 61,
    to: 90,
    attributes: {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'weather',
      'gen_ai.tool.call.id': 'call_1',
      'gen_ai.tool.call.arguments': '{"city":"Paris"}',
      'gen_ai.tool.call.result': '"rain"',
    },
  },
];

/** The same by OpenInference. */
export const openInferenceSpans: readonly SpanSketch[] = [
  {
    id: 'a1',
    name: 'agent',
    from: 0,
    to: 100,
    attributes: {
      'openinference.span.kind': 'AGENT',
      'agent.name': 'Travel',
      'session.id': 'conv_1',
      'input.value': 'Weather in Paris?',
      'output.value': 'It rains.',
    },
  },
  {
    id: 'b1',
    parent: 'a1',
    name: 'ChatCompletion',
    from: 10,
    to: 60,
    attributes: {
      'openinference.span.kind': 'LLM',
      'llm.provider': 'openai',
      'llm.model_name': 'gpt-5',
      'llm.invocation_parameters': '{"temperature":0.5}',
      'llm.token_count.prompt': 100,
      'llm.token_count.completion': 20,
      'llm.token_count.prompt_details.cache_read': 64,
      'llm.cost.total': 0.01,
      'llm.input_messages.0.message.role': 'system',
      'llm.input_messages.0.message.content': 'Be brief.',
      'llm.input_messages.1.message.role': 'user',
      'llm.input_messages.1.message.contents.0.message_content.type': 'text',
      'llm.input_messages.1.message.contents.0.message_content.text': 'Weather in Paris?',
      'llm.output_messages.0.message.role': 'assistant',
      'llm.output_messages.0.message.tool_calls.0.tool_call.id': 'call_1',
      'llm.output_messages.0.message.tool_calls.0.tool_call.function.name': 'weather',
      'llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments': '{"city":"Paris"}',
    },
  },
  {
    id: 'c1',
    parent: 'a1',
    name: 'weather',
    from: 61,
    to: 90,
    attributes: {
      'openinference.span.kind': 'TOOL',
      'tool.name': 'weather',
      'tool.parameters': '{"city":"Paris"}',
      'output.value': 'rain',
    },
  },
];

/** The same by OpenLLMetry. */
export const openLlmetrySpans: readonly SpanSketch[] = [
  {
    id: 'a1',
    name: 'travel.workflow',
    from: 0,
    to: 100,
    attributes: {
      'traceloop.span.kind': 'workflow',
      'traceloop.entity.name': 'travel',
      'traceloop.association.properties.session_id': 'conv_1',
      'traceloop.entity.input': '{"inputs":["Weather in Paris?"]}',
    },
  },
  {
    id: 'b1',
    parent: 'a1',
    name: 'openai.chat',
    kind: 3,
    from: 10,
    to: 60,
    attributes: {
      'llm.request.type': 'chat',
      'gen_ai.system': 'OpenAI',
      'gen_ai.request.model': 'gpt-5',
      'gen_ai.usage.prompt_tokens': 100,
      'gen_ai.usage.completion_tokens': 20,
      'llm.usage.total_tokens': 120,
      'gen_ai.prompt.0.role': 'system',
      'gen_ai.prompt.0.content': 'Be brief.',
      'gen_ai.prompt.1.role': 'user',
      'gen_ai.prompt.1.content': 'Weather in Paris?',
      'gen_ai.completion.0.role': 'assistant',
      'gen_ai.completion.0.finish_reason': 'tool_calls',
      'gen_ai.completion.0.tool_calls.0.id': 'call_1',
      'gen_ai.completion.0.tool_calls.0.name': 'weather',
      'gen_ai.completion.0.tool_calls.0.arguments': '{"city":"Paris"}',
    },
  },
  {
    id: 'c1',
    parent: 'a1',
    name: 'weather.tool',
    from: 61,
    to: 90,
    attributes: {
      'traceloop.span.kind': 'tool',
      'traceloop.entity.name': 'weather',
      'traceloop.entity.input': '{"city":"Paris"}',
      'traceloop.entity.output': '"rain"',
    },
  },
];
