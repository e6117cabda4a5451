/** What a promise of the client's, and the stream or response in it, are watched for. */
export interface AnswerListener {
  /** One more promise, through which the answer can be asked for, is listened to. */
  tapped(promise: object): void;
  /** Somebody waits for the parsed answer. */
  asked(): void;
  /** The parsed answer, a stream, or the raw response of a binary one. */
  answer(value: unknown): void;
  /** The raw response was handed out; its body is the caller's. */
  raw(response: object): void;
  /** The body was read past us, or the promise dropped: there is nothing more to learn. */
  unread(): void;
  fail(error: unknown): void;
}
