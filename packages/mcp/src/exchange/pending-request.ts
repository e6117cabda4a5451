/** A request that is not answered yet. */
export class PendingRequest {
  readonly method: string;
  /** Settles as the request is answered. */
  readonly answer: Promise<unknown>;
  #resolve!: (result: unknown) => void;
  #reject!: (error: unknown) => void;
  #aborting: AbortController | undefined;

  constructor(method: string) {
    this.method = method;
    this.answer = new Promise<unknown>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Nobody listens when the gate refuses and the request is given up.
    this.answer.catch(() => undefined);
  }

  /** Fires when the side that asked gives the request up. Made when it is first asked for. */
  get signal(): AbortSignal {
    this.#aborting ??= new AbortController();
    return this.#aborting.signal;
  }

  resolve(result: unknown): void {
    this.#resolve(result);
  }

  reject(error: unknown): void {
    this.#reject(error);
  }

  /** Gives the request up: fires the signal and settles the answer. */
  abort(reason: unknown): void {
    this.#aborting?.abort(reason);
    this.#reject(reason);
  }
}

/** Why a request was given up, as an error that is recognised as somebody's wish. */
export function abortError(reason: unknown): DOMException {
  return new DOMException(
    typeof reason === 'string' ? reason : 'The request was cancelled.',
    'AbortError',
  );
}
