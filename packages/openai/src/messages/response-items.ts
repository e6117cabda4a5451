import { fields, items, present, string, type Fields } from '../apis/read.ts';
import {
  contentPart,
  parsedArguments,
  textPart,
  toolCallPart,
  type Message,
  type Part,
} from './parts.ts';

/**
 * The items of a response's input or output as messages. What stands next to each other under one
 * role (a reasoning, three tool calls, a text) is one message, as the model meant it.
 */
export function responseMessages(given: unknown, role = 'user'): Message[] {
  if (typeof given === 'string') return [{ role, parts: [textPart(given)] }];
  const messages: { role: string; parts: Part[] }[] = [];
  for (const item of items(given)) {
    const next = itemMessage(fields(item), role);
    const last = messages.at(-1);
    if (last?.role === next.role && next.role === 'assistant') last.parts.push(...next.parts);
    else messages.push({ role: next.role, parts: [...next.parts] });
  }
  return messages;
}

function itemMessage(item: Fields, role: string): Message {
  const type = string(item['type']) ?? 'message';
  if (type === 'message') {
    const { content } = item;
    const parts =
      typeof content === 'string' ? [textPart(content)] : items(content).map(contentPart);
    return { role: string(item['role']) ?? role, parts };
  }
  if (type.endsWith('_call_output')) {
    const part = { type: 'tool_call_response', id: item['call_id'], response: item['output'] };
    return { role: 'tool', parts: [part] };
  }
  return { role: 'assistant', parts: itemParts(type, item) };
}

function itemParts(type: string, item: Fields): Part[] {
  switch (type) {
    case 'reasoning': {
      const said = [...items(item['summary']), ...items(item['content'])];
      return said.map((part) => ({ type: 'reasoning', content: fields(part)['text'] }));
    }
    case 'function_call':
    case 'custom_tool_call':
    case 'mcp_call': {
      const args = parsedArguments(item['arguments'] ?? item['input']);
      return [toolCallPart(callId(item), string(item['name']) ?? type, args)];
    }
    default:
      // Tools that the provider runs itself: web search, code interpreter, image generation …
      return [serverToolPart(type, item)];
  }
}

function serverToolPart(type: string, item: Fields): Part {
  if (!type.endsWith('_call')) return present({ type, id: string(item['id']) });
  const { id, type: _type, status, ...details } = item;
  return present({
    type: 'server_tool_call',
    id,
    name: type.slice(0, -'_call'.length),
    status,
    details,
  });
}

/** The id that the answer to a tool call must carry. */
export function callId(item: Fields): string | undefined {
  return string(item['call_id']) ?? string(item['id']);
}
