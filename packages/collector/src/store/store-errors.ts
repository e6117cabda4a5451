/** Nothing was kept, and the same request may succeed later: HTTP 503 or 429 with `Retry-After`. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
  readonly reason: 'full' | 'locked' | 'broken' | 'busy' | 'read_only' | 'closed';
  readonly retryAfterSeconds: number;

  constructor(
    reason: StoreUnavailableError['reason'],
    message: string,
    retryAfterSeconds: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.reason = reason;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** A cursor that this store did not make. */
export class BadCursorError extends Error {
  override readonly name = 'BadCursorError';
}
