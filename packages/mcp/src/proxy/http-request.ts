import { field, isObject, textField } from '../wire/json-rpc.ts';

const VERSION_META = 'io.modelcontextprotocol/protocolVersion';

/** Where a request names what it is about, by its method. */
const NAME_FIELDS: Readonly<Record<string, string>> = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
  'tasks/get': 'taskId',
  'tasks/update': 'taskId',
  'tasks/cancel': 'taskId',
};

/**
 * The headers that repeat what is in a request's body, so that whoever routes it need not read that
 * (Streamable HTTP of revision 2026-07-28). None for a request of an earlier revision.
 */
export function bodyHeaders(message: unknown): Record<string, string> {
  const method = textField(message, 'method');
  const params = field(message, 'params');
  const version = textField(field(params, '_meta'), VERSION_META);
  if (method === undefined || version === undefined) return {};
  const nameField = NAME_FIELDS[method];
  const name = nameField === undefined ? undefined : textField(params, nameField);
  return {
    'mcp-protocol-version': version,
    'mcp-method': method,
    ...(name !== undefined && { 'mcp-name': headerValue(name) }),
  };
}

/** Header values are ASCII: anything else travels in base64, marked as such. */
function headerValue(value: string): string {
  const isPlain =
    /^[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?$/.test(value) && !value.startsWith('=?base64?');
  return isPlain ? value : `=?base64?${Buffer.from(value).toString('base64')}?=`;
}

/** The ids of the requests in a message or a batch. */
export function requestIds(message: unknown): (string | number)[] {
  const messages: unknown[] = Array.isArray(message) ? message : [message];
  return messages.flatMap((each) => {
    const id = isObject(each) && typeof each['method'] === 'string' ? each['id'] : undefined;
    return typeof id === 'string' || typeof id === 'number' ? [id] : [];
  });
}
