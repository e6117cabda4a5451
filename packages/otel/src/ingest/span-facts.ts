import type { ErrorFacts, Json, JsonObject, Outcome } from '@heddle/events';
import { STATUS_ERROR } from '../otlp/messages.ts';
import { OPERATIONS, PARAMETERS, USAGE } from './conventions.ts';
import { numberedMessages } from './numbered-messages.ts';
import { parsed, readAttributes, type SpanView } from './span-view.ts';

const OUTCOMES: readonly string[] = ['completed', 'failed', 'blocked', 'cancelled', 'abandoned'];

/** How a span's work ended. */
export function outcomeOf(view: SpanView): Outcome {
  const said = view.text('outcome');
  if (said !== undefined && OUTCOMES.includes(said)) return said as Outcome;
  return view.span.status?.code === STATUS_ERROR ? 'failed' : 'completed';
}

/** The error of a span that failed: its exception, else what its status and attributes say. */
export function errorOf(view: SpanView): ErrorFacts {
  const exception = (view.span.events ?? []).findLast(({ name }) => name === 'exception');
  const told = readAttributes(exception?.attributes);
  const type = view.text('errorType');
  const stack = told['exception.stacktrace'];
  return {
    name: string(told['exception.type']) ?? type ?? 'Error',
    message:
      string(told['exception.message']) ??
      view.span.status?.message ??
      type ??
      'The span says that it failed.',
    ...(typeof stack === 'string' && { stack }),
    ...(type !== undefined && type !== '_OTHER' && { code: type }),
  };
}

export function modelOf(view: SpanView): JsonObject {
  return present({
    provider: view.text('provider')?.toLowerCase(),
    name: view.text('model'),
    responseName: view.text('responseModel'),
  });
}

/** The request of a model call. */
export function llmOf(view: SpanView): JsonObject {
  const said = view.text('operation');
  const given = parsed(view.fact('invocationParameters'));
  const parameters: JsonObject =
    typeof given === 'object' && given !== null && !Array.isArray(given) ? { ...given } : {};
  for (const [name, attributes] of Object.entries(PARAMETERS)) {
    const value = view.first(attributes);
    if (value !== undefined) parameters[name] = value;
  }
  const stream = view.fact('stream');
  return present({
    operation: said === undefined || said === 'LLM' ? 'chat' : (OPERATIONS[said] ?? said),
    stream: typeof stream === 'boolean' ? stream : undefined,
    parameters: Object.keys(parameters).length > 0 ? parameters : undefined,
  });
}

export function usageOf(view: SpanView): JsonObject {
  const usage: JsonObject = {};
  for (const [name, attributes] of Object.entries(USAGE)) {
    const count = view.count(attributes);
    if (count !== undefined) usage[name] = Math.round(count);
  }
  const { inputTokens, outputTokens } = usage;
  if (
    usage['totalTokens'] === undefined &&
    typeof inputTokens === 'number' &&
    typeof outputTokens === 'number'
  ) {
    usage['totalTokens'] = inputTokens + outputTokens;
  }
  return usage;
}

/** The prompt: a list of messages, the system's instructions first. */
export function promptOf(view: SpanView): Json | undefined {
  const messages =
    view.json('inputMessages') ?? numberedMessages(view, 'input') ?? view.json('input');
  const instructions = view.json('systemInstructions');
  if (instructions === undefined) return messages;
  const parts = Array.isArray(instructions)
    ? instructions
    : [{ type: 'text', content: instructions }];
  return [
    { role: 'system', parts },
    ...(Array.isArray(messages) ? messages : messages === undefined ? [] : [messages]),
  ];
}

export function answerOf(view: SpanView): Json | undefined {
  return view.json('outputMessages') ?? numberedMessages(view, 'output') ?? view.json('output');
}

export function finishReasonsOf(view: SpanView): Json | undefined {
  const reasons = parsed(view.fact('finishReasons'));
  if (reasons === undefined) return undefined;
  return (Array.isArray(reasons) ? reasons : [reasons]).map(String);
}

/** The tool calls that an answer asks for. */
export function toolCallsOf(answer: Json | undefined): Json | undefined {
  const messages = Array.isArray(answer) ? answer : [];
  const parts = messages.flatMap((message) => {
    const { parts: listed } = (message ?? {}) as { readonly parts?: Json };
    return Array.isArray(listed) ? listed : [];
  });
  const calls = parts.filter(
    (part) => (part as JsonObject | null)?.['type'] === 'tool_call',
  ) as JsonObject[];
  if (calls.length === 0) return undefined;
  return calls.map(({ arguments: given, id, name }) =>
    present({
      id: typeof id === 'string' ? id : undefined,
      name: string(name) ?? '',
      arguments: given,
    }),
  );
}

export function present(fields: Record<string, Json | undefined>): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).filter((field): field is [string, Json] => field[1] !== undefined),
  );
}

function string(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
