import type { ErrorFacts } from '@heddle/events';
import { parsedArguments } from '../messages/parts.ts';
import { callId, responseMessages } from '../messages/response-items.ts';
import { readUsage } from '../usage.ts';
import type { ModelAnswer, ToolCall } from './model-api.ts';
import { fields, items, present, string, type Fields } from './read.ts';

/** Reads a whole response. */
export function responseAnswer(value: unknown): ModelAnswer {
  const response = fields(value);
  const output = items(response['output']).map(fields);
  const toolCalls = output.flatMap(toolCallOf);
  const reason = finishReason(response, toolCalls.length > 0);
  const messages = responseMessages(output, 'assistant');
  return present({
    usage: readUsage(response['usage']),
    responseModel: string(response['model']),
    responseId: string(response['id']),
    serviceTier: string(response['service_tier']),
    finishReasons: reason === undefined ? undefined : [reason],
    toolCalls: toolCalls.length > 0 ? toolCalls : undefined,
    output: messages.map((message) => present({ ...message, finish_reason: reason })),
    error: response['status'] === 'failed' ? responseError(response) : undefined,
    cancelled: response['status'] === 'cancelled' ? true : undefined,
    pending: isPending(response) ? true : undefined,
  });
}

function isPending({ status }: Fields): boolean {
  return status === 'queued' || status === 'in_progress';
}

/** OpenTelemetry's words for why it stopped. */
function finishReason(response: Fields, calls: boolean): string | undefined {
  const { status, incomplete_details: incomplete } = response;
  if (status === 'incomplete') {
    const reason = string(fields(incomplete)['reason']);
    return reason === 'max_output_tokens' ? 'length' : (reason ?? 'incomplete');
  }
  if (status === undefined || status === 'completed') return calls ? 'tool_calls' : 'stop';
  return string(status);
}

function responseError(response: Fields): ErrorFacts {
  const { code, message } = fields(response['error']);
  return present({
    name: 'ResponseFailed',
    message: string(message) ?? 'The response failed.',
    code: string(code),
    // https://platform.openai.com/docs/api-reference/responses/object: these two pass by themselves.
    retryable: code === 'server_error' || code === 'rate_limit_exceeded',
  });
}

function toolCallOf(item: Fields): ToolCall[] {
  if (item['type'] !== 'function_call' && item['type'] !== 'custom_tool_call') return [];
  const name = string(item['name']) ?? '';
  const args = parsedArguments(item['arguments'] ?? item['input']);
  return [present({ id: callId(item), name, arguments: args })];
}
