/** The id of a JSON-RPC request. */
export type RequestId = string | number;

export interface JsonRpcRequest {
  readonly id: RequestId;
  readonly method: string;
  readonly params?: unknown;
}

export interface JsonRpcNotification {
  readonly method: string;
  readonly params?: unknown;
}

/** The answer to a request: it has a result or an error. */
export interface JsonRpcResponse {
  readonly id: RequestId;
  readonly result?: unknown;
  readonly error?: { readonly code?: unknown; readonly message?: unknown; readonly data?: unknown };
}

/** What a message is, as far as telling it apart needs; undefined for anything else. */
export type JsonRpcMessage =
  | ({ readonly kind: 'request' } & JsonRpcRequest)
  | ({ readonly kind: 'notification' } & JsonRpcNotification)
  | ({ readonly kind: 'response' } & JsonRpcResponse);

/** Tells what a message is without judging whether it is a valid one. */
export function readMessage(message: unknown): JsonRpcMessage | undefined {
  if (!isObject(message)) return undefined;
  const { id, method } = message;
  const hasId = typeof id === 'string' || typeof id === 'number';
  if (typeof method === 'string') {
    const call = { method, params: message['params'] };
    return hasId ? { kind: 'request', id, ...call } : { kind: 'notification', ...call };
  }
  if (!hasId) return undefined;
  if ('result' in message) return { kind: 'response', id, result: message['result'] };
  const error = message['error'];
  return isObject(error) ? { kind: 'response', id, error } : undefined;
}

/** An error that the other side answered with. */
export class JsonRpcError extends Error {
  override readonly name: string = 'JsonRpcError';
  readonly code: unknown;
  readonly data: unknown;

  constructor({ code, message, data }: NonNullable<JsonRpcResponse['error']>) {
    super(typeof message === 'string' ? message : 'The other side answered with an error.');
    this.code = code;
    this.data = data;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A property of what may be anything. */
export function field(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

export function textField(value: unknown, name: string): string | undefined {
  const found = field(value, name);
  return typeof found === 'string' ? found : undefined;
}
