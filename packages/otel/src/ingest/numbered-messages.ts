import type { Json, JsonObject } from '@heddle/events';
import { NUMBERED_MESSAGES } from './conventions.ts';
import { parsed, type SpanView } from './span-view.ts';

/** Numbers beyond these are somebody's attack, not a conversation. */
const MOST = 10_000;

/** Messages that are spread over numbered attributes, in GenAI's shape; undefined when there are none. */
export function numberedMessages(
  view: SpanView,
  direction: 'input' | 'output',
): Json[] | undefined {
  for (const { at, prefix } of NUMBERED_MESSAGES[direction]) {
    const tree: JsonObject = {};
    for (const [name, value] of Object.entries(view.attributes)) {
      if (name.startsWith(prefix)) put(tree, name.slice(prefix.length).split('.'), value);
    }
    const messages = numbered(tree).map((item) =>
      genAiMessage(at === '' ? item : item[at], direction),
    );
    if (messages.length > 0) return messages;
  }
  return undefined;
}

function genAiMessage(given: Json | undefined, direction: 'input' | 'output'): Json {
  const message = isObject(given) ? given : {};
  const { content, contents, finish_reason, role, tool_call_id, tool_calls } = message;
  const parts: Json[] = [];
  if (role === 'tool') {
    parts.push(present({ type: 'tool_call_response', id: tool_call_id, response: content }));
  } else {
    if (content !== undefined && content !== '') parts.push(...contentParts(content));
    for (const item of numbered(contents)) {
      const part = isObject(item['message_content']) ? item['message_content'] : item;
      parts.push(part['text'] === undefined ? part : { type: 'text', content: part['text'] });
    }
  }
  for (const item of numbered(tool_calls)) parts.push(toolCall(item));
  return present({
    role: role ?? (direction === 'input' ? 'user' : 'assistant'),
    parts,
    finish_reason,
  });
}

function contentParts(content: Json): Json[] {
  const value = parsed(content);
  if (
    Array.isArray(value) &&
    value.every((part) => isObject(part) && typeof part['type'] === 'string')
  ) {
    return value.map((part) => {
      const { text, type } = part as JsonObject;
      return type === 'text' && text !== undefined ? { type, content: text } : part;
    });
  }
  return [{ type: 'text', content }];
}

function toolCall(item: JsonObject): Json {
  const call = isObject(item['tool_call']) ? item['tool_call'] : item;
  const called = isObject(call['function']) ? call['function'] : call;
  return present({
    type: 'tool_call',
    id: call['id'],
    name: called['name'] ?? '',
    arguments: parsed(called['arguments']),
  });
}

function put(tree: JsonObject, path: readonly string[], value: Json): void {
  let at = tree;
  for (const step of path.slice(0, -1)) {
    // Names are somebody else's: none of them may reach a prototype.
    const below = Object.hasOwn(at, step) ? at[step] : undefined;
    if (isObject(below)) at = below;
    else {
      const made = Object.create(null) as JsonObject;
      at[step] = made;
      at = made;
    }
  }
  const last = path.at(-1);
  if (last !== undefined) at[last] = value;
}

/** The values under 0, 1, 2 … in that order. */
function numbered(tree: Json | undefined): JsonObject[] {
  if (!isObject(tree)) return [];
  return Object.keys(tree)
    .filter((key) => /^\d+$/.test(key) && Number(key) < MOST)
    .sort((a, b) => Number(a) - Number(b))
    .map((key) => tree[key])
    .filter(isObject);
}

function present(fields: Record<string, Json | undefined>): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).filter((field): field is [string, Json] => field[1] !== undefined),
  );
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
