import { bodyField } from '../received-request.ts';
import { eventStream, json, type EventStreamOptions, type Reply } from '../reply.ts';

export interface ChatAnswer {
  readonly content?: string | null;
  readonly refusal?: string;
  readonly toolCalls?: readonly {
    readonly id: string;
    readonly name: string;
    readonly arguments: string;
  }[];
  readonly finishReason?: string;
  readonly model?: string;
  readonly serviceTier?: string;
  readonly usage?: object;
  readonly choices?: number;
}

/** Cached and reasoning tokens are part of what they are listed under. */
export const CHAT_USAGE: object = {
  prompt_tokens: 20,
  completion_tokens: 10,
  total_tokens: 30,
  prompt_tokens_details: { cached_tokens: 8, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 4, audio_tokens: 0 },
};

/** A chat completion; streamed when the request asks for it, with usage when it asks for that. */
export function chatAnswer(answer: ChatAnswer = {}, stream: EventStreamOptions = {}): Reply {
  return (request, response) => {
    const model = answer.model ?? String(bodyField(request, 'model'));
    const completion = chatCompletion({ ...answer, model });
    if (bodyField(request, 'stream') !== true) return json(completion)(request, response);
    const asked = bodyField(request, 'stream_options') as { include_usage?: boolean } | undefined;
    const chunks = chatChunks(completion, asked?.include_usage === true);
    return eventStream(chunks, stream)(request, response);
  };
}

interface Completion {
  readonly [key: string]: unknown;
  readonly choices: readonly Choice[];
  readonly usage: object;
}

interface Choice {
  readonly index: number;
  readonly finish_reason: string;
  readonly message: { readonly content: string | null; readonly tool_calls?: readonly ToolCall[] };
}

interface ToolCall {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; readonly arguments: string };
}

export function chatCompletion(answer: ChatAnswer): Completion {
  const { toolCalls, model = 'gpt-4o', serviceTier = 'default', usage = CHAT_USAGE } = answer;
  const calls = toolCalls?.map(({ id, name, arguments: given }): ToolCall => ({
    id,
    type: 'function',
    function: { name, arguments: given },
  }));
  const content = answer.content ?? (calls === undefined ? 'Hello from loopback.' : null);
  return {
    id: 'chatcmpl-loopback',
    object: 'chat.completion',
    created: 1_700_000_000,
    model,
    service_tier: serviceTier,
    system_fingerprint: 'fp_loopback',
    choices: Array.from({ length: answer.choices ?? 1 }, (_, index) => ({
      index,
      logprobs: null,
      finish_reason: answer.finishReason ?? (calls === undefined ? 'stop' : 'tool_calls'),
      message: {
        role: 'assistant',
        content,
        refusal: answer.refusal ?? null,
        ...(calls !== undefined && { tool_calls: calls }),
      },
    })),
    usage,
  };
}

/** The same completion in pieces: words apart, parallel tool calls interleaved by their index. */
function chatChunks(completion: Completion, includeUsage: boolean): object[] {
  const { choices, usage, ...rest } = completion;
  const chunk = (index: number, delta: object, reason: string | null = null): object => ({
    ...rest,
    object: 'chat.completion.chunk',
    choices: [{ index, delta, logprobs: null, finish_reason: reason }],
    ...(includeUsage && { usage: null }),
  });
  const chunks: object[] = [];
  for (const { index, message } of choices) {
    chunks.push(chunk(index, { role: 'assistant', content: message.content === null ? null : '' }));
    for (const word of message.content?.split(/(?<= )/) ?? []) {
      chunks.push(chunk(index, { content: word }));
    }
    chunks.push(...toolCallChunks(message.tool_calls ?? [], (delta) => chunk(index, delta)));
  }
  for (const { index, finish_reason } of choices) chunks.push(chunk(index, {}, finish_reason));
  if (includeUsage) chunks.push({ ...rest, object: 'chat.completion.chunk', choices: [], usage });
  return chunks;
}

function toolCallChunks(calls: readonly ToolCall[], chunk: (delta: object) => object): object[] {
  const opened = calls.map(({ function: { name }, ...call }, index) =>
    chunk({ tool_calls: [{ index, ...call, function: { name, arguments: '' } }] }),
  );
  const longest = Math.max(0, ...calls.map((call) => call.function.arguments.length));
  const pieces: object[] = [];
  for (let from = 0; from < longest; from += 6) {
    for (const [index, call] of calls.entries()) {
      const piece = call.function.arguments.slice(from, from + 6);
      if (piece !== '')
        pieces.push(chunk({ tool_calls: [{ index, function: { arguments: piece } }] }));
    }
  }
  return [...opened, ...pieces];
}
