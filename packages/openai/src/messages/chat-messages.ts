import { fields, items, string } from '../apis/read.ts';
import {
  contentPart,
  parsedArguments,
  textPart,
  toolCallPart,
  type Message,
  type Part,
} from './parts.ts';

/** The messages of a chat request, or the one of a choice. */
export function chatMessages(messages: unknown): Message[] {
  return items(messages).map(chatMessage);
}

export function chatMessage(message: unknown): Message {
  const given = fields(message);
  const role = string(given['role']) ?? 'user';
  if (role === 'tool' || role === 'function') {
    const id = given['tool_call_id'] ?? given['name'];
    return {
      role: 'tool',
      parts: [{ type: 'tool_call_response', id, response: given['content'] }],
    };
  }
  const parts: Part[] = [];
  const reasoning = string(given['reasoning_content']) ?? string(given['reasoning']);
  if (reasoning !== undefined) parts.push({ type: 'reasoning', content: reasoning });
  parts.push(...contentParts(given['content']));
  const refusal = string(given['refusal']);
  if (refusal !== undefined) parts.push({ type: 'refusal', content: refusal });
  const transcript = string(fields(given['audio'])['transcript']);
  if (transcript !== undefined) parts.push({ type: 'audio', transcript });
  for (const call of items(given['tool_calls'])) parts.push(toolCall(fields(call)));
  const legacy = fields(given['function_call']);
  if (legacy['name'] !== undefined) parts.push(toolCall({ function: legacy }));
  return { role, parts };
}

function contentParts(content: unknown): Part[] {
  if (typeof content === 'string') return content === '' ? [] : [textPart(content)];
  return items(content).map(contentPart);
}

/** A function call, or a custom tool's with its free text. */
function toolCall(call: Readonly<Record<string, unknown>>): Part {
  const called = fields(call['function'] ?? call['custom']);
  const given = called['arguments'] ?? called['input'];
  return toolCallPart(string(call['id']), string(called['name']) ?? '', parsedArguments(given));
}
