import { bodyField, type ReceivedRequest } from '../received-request.ts';
import { eventStream, failure, json, type EventStreamOptions, type Reply } from '../reply.ts';
import { responseEvents } from './response-events.ts';

export interface ResponseAnswer {
  readonly id?: string;
  readonly text?: string;
  readonly reasoning?: string;
  readonly toolCalls?: readonly {
    readonly id: string;
    readonly name: string;
    readonly arguments: string;
  }[];
  readonly status?: string;
  readonly incompleteReason?: string;
  readonly error?: { readonly code: string; readonly message: string };
  readonly model?: string;
}

export interface ResponseBody {
  readonly [key: string]: unknown;
  readonly id: string;
  readonly status: string;
  readonly output: readonly OutputItem[];
}

export interface OutputItem {
  readonly type: string;
  readonly id: string;
  readonly [key: string]: unknown;
}

const RESPONSE_USAGE: object = {
  input_tokens: 40,
  input_tokens_details: { cached_tokens: 16 },
  output_tokens: 24,
  output_tokens_details: { reasoning_tokens: 12 },
  total_tokens: 64,
};

/** A response; streamed with every event the API has for it when the request asks for that. */
export function responseAnswer(
  answer: ResponseAnswer = {},
  stream: EventStreamOptions = {},
): Reply {
  return (request, response) => {
    const body = responseBody({ model: String(bodyField(request, 'model')), ...answer });
    if (bodyField(request, 'stream') !== true) return json(body)(request, response);
    return eventStream(responseEvents(body), { named: true, ...stream })(request, response);
  };
}

export function responseBody(answer: ResponseAnswer): ResponseBody {
  const { id = 'resp_loopback', model = 'gpt-5', status = 'completed' } = answer;
  const over = status === 'completed' || status === 'incomplete';
  return {
    id,
    object: 'response',
    created_at: 1_700_000_000,
    status,
    error: answer.error ?? null,
    incomplete_details: answer.incompleteReason ? { reason: answer.incompleteReason } : null,
    instructions: null,
    metadata: {},
    model,
    service_tier: 'default',
    parallel_tool_calls: true,
    output: over ? outputItems(answer) : [],
    usage: over ? RESPONSE_USAGE : null,
  };
}

function outputItems({ text, reasoning, toolCalls }: ResponseAnswer): OutputItem[] {
  const items: OutputItem[] = [];
  if (reasoning !== undefined) {
    const summary = [{ type: 'summary_text', text: reasoning }];
    items.push({ type: 'reasoning', id: 'rs_loopback', summary });
  }
  for (const call of toolCalls ?? []) {
    items.push({
      type: 'function_call',
      id: `fc_${call.id}`,
      call_id: call.id,
      name: call.name,
      arguments: call.arguments,
      status: 'completed',
    });
  }
  if (toolCalls === undefined || text !== undefined) {
    const content = [
      { type: 'output_text', text: text ?? 'Hello from loopback.', annotations: [] },
    ];
    items.push({
      type: 'message',
      id: 'msg_loopback',
      role: 'assistant',
      status: 'completed',
      content,
    });
  }
  return items;
}

/** What `responses.compact` gives back. */
export const compactAnswer: Reply = json({
  id: 'resp_compacted',
  object: 'response.compaction',
  created_at: 1_700_000_000,
  output: [{ type: 'compaction', id: 'cmp_loopback', encrypted_content: 'c2VjcmV0' }],
  usage: RESPONSE_USAGE,
});

const BACKGROUND = ['queued', 'in_progress', 'completed'];

/** Creates responses and keeps those in the background: every look brings one a step further. */
export function responsesStore(): { create: Reply; retrieve: Reply; cancel: Reply } {
  const steps = new Map<string, { step: number; model: string; cancelled: boolean }>();
  const current = (id: string): ResponseBody | undefined => {
    const known = steps.get(id);
    if (known === undefined) return undefined;
    const status = known.cancelled ? 'cancelled' : (BACKGROUND[known.step] as string);
    return responseBody({ id, model: known.model, status });
  };
  const say = (id: string): Reply => {
    const body = current(id);
    return body === undefined ? failure(404, { message: `No response ${id}.` }) : json(body);
  };
  return {
    create(request, response) {
      if (bodyField(request, 'background') !== true) return responseAnswer()(request, response);
      const id = `resp_background_${steps.size + 1}`;
      steps.set(id, { step: 0, model: String(bodyField(request, 'model')), cancelled: false });
      return say(id)(request, response);
    },
    retrieve(request, response) {
      const id = idOf(request);
      const known = steps.get(id);
      if (known !== undefined && known.step < BACKGROUND.length - 1) known.step++;
      const body = current(id);
      if (body !== undefined && request.url.includes('stream=true')) {
        const whole = responseBody({ id, model: known?.model ?? '' });
        return eventStream(responseEvents(whole), { named: true })(request, response);
      }
      return say(id)(request, response);
    },
    cancel(request, response) {
      const known = steps.get(idOf(request));
      if (known !== undefined) known.cancelled = true;
      return say(idOf(request))(request, response);
    },
  };
}

function idOf({ path }: ReceivedRequest): string {
  return path.split('/')[2] ?? '';
}
