/** What came back, as far as anybody needs it. */
export interface HttpAnswer {
  readonly status: number;
  /** `Retry-After`, `Content-Type` and `Location` when they were there. */
  readonly retryAfter: string | undefined;
  readonly contentType: string | undefined;
  readonly location: string | undefined;
  /** At most `mostAnswerBytes` of the body; empty when there was more. */
  readonly text: string;
  /** The same before it was read as UTF-8, for answers that are not text. */
  readonly bytes: Uint8Array;
}

export interface HttpRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly signal: AbortSignal;
}

/** One POST. Never follows a redirect. Rejects when there is no whole answer. */
export type Post = (request: HttpRequest) => Promise<HttpAnswer>;

/** No honest answer is longer, and a dishonest one must not fill the host's memory. */
export const mostAnswerBytes: number = 1024 * 1024;
