import { JsonRpcError, type JsonRpcMessage, type RequestId } from '../wire/json-rpc.ts';

/** A request of the other side that is not answered yet. */
export interface IncomingRequest {
  readonly method: string;
  /** Settles as the request is answered. */
  readonly answer: Promise<unknown>;
  /** Fires when the other side gives the request up. */
  readonly signal: AbortSignal;
  reject(error: unknown): void;
}

interface Unanswered extends IncomingRequest {
  resolve(result: unknown): void;
  abort(reason: unknown): void;
}

/** The requests of the other side that this side has not answered yet. */
export class Incoming {
  readonly #unanswered = new Map<RequestId, Unanswered>();

  open(id: RequestId, method: string): IncomingRequest {
    const request = unanswered(method);
    this.#unanswered.set(id, request);
    return request;
  }

  has(id: RequestId): boolean {
    return this.#unanswered.has(id);
  }

  /** An answer goes out. Returns the method it answers. */
  answered({ id, result, error }: Extract<JsonRpcMessage, { readonly kind: 'response' }>): string | undefined {
    const request = this.#unanswered.get(id);
    this.#unanswered.delete(id);
    if (error !== undefined) request?.reject(new JsonRpcError(error));
    else request?.resolve(result);
    return request?.method;
  }

  /** The other side no longer wants an answer, and will not get one. */
  cancelled(id: unknown, reason: unknown): void {
    const request = this.#unanswered.get(id as RequestId);
    this.#unanswered.delete(id as RequestId);
    const words = typeof reason === 'string' ? reason : 'The request was cancelled.';
    request?.abort(new DOMException(words, 'AbortError'));
  }

  closed(): void {
    for (const id of [...this.#unanswered.keys()]) {
      this.cancelled(id, 'The connection was closed before the answer.');
    }
  }
}

function unanswered(method: string): Unanswered {
  const aborting = new AbortController();
  let resolve!: (result: unknown) => void;
  let reject!: (error: unknown) => void;
  const answer = new Promise<unknown>((onAnswer, onError) => {
    resolve = onAnswer;
    reject = onError;
  });
  // Nobody listens when the gate refuses and the request is given up.
  answer.catch(() => undefined);
  return {
    method,
    answer,
    signal: aborting.signal,
    resolve,
    reject,
    abort(reason) {
      aborting.abort(reason);
      reject(reason);
    },
  };
}
