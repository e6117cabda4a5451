import { JsonRpcError, type JsonRpcMessage, type RequestId } from '../wire/json-rpc.ts';
import { abortError, PendingRequest } from './pending-request.ts';

/** The requests of the other side that this side has not answered yet. */
export class Incoming {
  readonly #pending = new Map<RequestId, PendingRequest>();

  open(id: RequestId, method: string): PendingRequest {
    const request = new PendingRequest(method);
    this.#pending.set(id, request);
    return request;
  }

  has(id: RequestId): boolean {
    return this.#pending.has(id);
  }

  /** An answer goes out. Returns the method it answers. */
  answered({
    id,
    result,
    error,
  }: Extract<JsonRpcMessage, { readonly kind: 'response' }>): string | undefined {
    const request = this.#pending.get(id);
    this.#pending.delete(id);
    if (error !== undefined) request?.reject(new JsonRpcError(error));
    else request?.resolve(result);
    return request?.method;
  }

  /** The other side no longer wants an answer, and will not get one. */
  cancelled(id: unknown, reason: unknown): void {
    const request = this.#pending.get(id as RequestId);
    this.#pending.delete(id as RequestId);
    request?.abort(abortError(reason));
  }

  closed(): void {
    const reason = abortError('The connection was closed before the answer.');
    for (const request of this.#pending.values()) request.abort(reason);
    this.#pending.clear();
  }
}
