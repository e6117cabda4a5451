import type { Json } from '@heddle/events';

interface Message {
  readonly role: string;
  readonly parts: readonly Json[];
}

/**
 * Whatever was recorded as input or output, as the messages of the GenAI conventions: a list of
 * `{ role, parts }`. What `@heddle/openai` records has that shape already; a plain value is one
 * message of `role`.
 */
export function toMessages(value: unknown, role: 'user' | 'assistant'): readonly unknown[] {
  const list = isRecord(value) && Array.isArray(value['messages']) ? value['messages'] : value;
  if (!Array.isArray(list) || list.length === 0 || !list.every(isMessage))
    return [message(role, list)];
  return list.map((one: Record<string, unknown>) =>
    Array.isArray(one['parts']) ? one : message(String(one['role']), one['content']),
  );
}

function message(role: string, content: unknown): Message {
  return { role, parts: Array.isArray(content) ? content.map(part) : [part(content)] };
}

function part(content: unknown): Json {
  if (isRecord(content) && typeof content['type'] === 'string') return content as Json;
  return {
    type: 'text',
    content: typeof content === 'string' ? content : JSON.stringify(content ?? null),
  };
}

function isMessage(value: unknown): boolean {
  return (
    isRecord(value) && typeof value['role'] === 'string' && ('parts' in value || 'content' in value)
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
