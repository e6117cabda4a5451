import { chatMessage } from '../messages/chat-messages.ts';
import { parsedArguments, type Message } from '../messages/parts.ts';
import { readUsage } from '../usage.ts';
import type { ModelAnswer, ToolCall } from './model-api.ts';
import { fields, items, present, string } from './read.ts';

/** Reads a whole completion; a stream's reader assembles one and reads it here too. */
export function chatAnswer(value: unknown): ModelAnswer {
  const completion = fields(value);
  const choices = items(completion['choices']).map(fields);
  const reasons = choices.map((choice) => string(choice['finish_reason']));
  const toolCalls = choices.flatMap((choice) => toolCallsOf(choice['message']));
  return present({
    usage: readUsage(completion['usage']),
    responseModel: string(completion['model']),
    responseId: string(completion['id']),
    serviceTier: string(completion['service_tier']),
    finishReasons: reasons.filter((reason) => reason !== undefined),
    toolCalls: toolCalls.length > 0 ? toolCalls : undefined,
    output: choices.map((choice, index) => outputMessage(choice['message'], reasons[index])),
  });
}

function outputMessage(message: unknown, reason: string | undefined): Message {
  const { parts } = chatMessage(message);
  return present({ role: 'assistant', parts, finish_reason: reason });
}

function toolCallsOf(message: unknown): ToolCall[] {
  return items(fields(message)['tool_calls']).map((call) => {
    const { id, function: named, custom } = fields(call);
    const called = fields(named ?? custom);
    return present({
      id: string(id),
      name: string(called['name']) ?? '',
      arguments: parsedArguments(called['arguments'] ?? called['input']),
    });
  });
}
