/** A request that is not answered yet. */
export interface PendingRequest {
  readonly method: string;
  /** Settles as the request is answered. */
  readonly answer: Promise<unknown>;
  /** Fires when the side that asked gives the request up. */
  readonly signal: AbortSignal;
  resolve(result: unknown): void;
  reject(error: unknown): void;
  /** Gives the request up: fires the signal and settles the answer. */
  abort(reason: unknown): void;
}

export function pendingRequest(method: string): PendingRequest {
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

/** Why a request was given up, as an error that is recognised as somebody's wish. */
export function abortError(reason: unknown): DOMException {
  return new DOMException(
    typeof reason === 'string' ? reason : 'The request was cancelled.',
    'AbortError',
  );
}
