import type { ErrorFacts, JsonObject, Usage } from '@heddle/events';

/** The body of a request, as the caller gave it. Only read, never changed. */
export type Body = Readonly<Record<string, unknown>>;

/** A tool call that the model asks for. */
export interface ToolCall {
  readonly id?: string;
  readonly name: string;
  /** Parsed when the model wrote JSON; its own text otherwise. */
  readonly arguments?: unknown;
}

/** What an answer says about itself. Everything a provider may leave out is optional. */
export interface ModelAnswer {
  readonly usage?: Usage;
  /** What the price depends on besides `usage`, by the names of the price list. */
  readonly units?: Readonly<Record<string, number>>;
  readonly responseModel?: string;
  readonly responseId?: string;
  readonly finishReasons?: readonly string[];
  readonly toolCalls?: readonly ToolCall[];
  readonly serviceTier?: string;
  /** The answer itself, in OpenTelemetry's message shape where it is a message. */
  readonly output?: unknown;
  /** The answer came and means failure all the same. */
  readonly error?: ErrorFacts;
  /** The answer came and means that somebody cancelled. */
  readonly cancelled?: boolean;
  /** The answer is not there yet: it is being made in the background. */
  readonly pending?: boolean;
  readonly metadata?: JsonObject;
}

/** Follows a stream without keeping its chunks. */
export interface StreamReader {
  /** Looks at a chunk; true when it carries something that the model wrote. */
  read(chunk: unknown): boolean;
  /** What is known so far: the whole answer at the end, a part of it before. */
  answer(): ModelAnswer;
}

/** How one API of the provider is read. One file per API; the wrapper knows none of them. */
export interface ModelApi {
  /** As OpenAI's documentation calls it: `chat.completions`. */
  readonly name: string;
  /** OpenTelemetry's operation name, where it has one. */
  readonly operation: string;
  /** The fields of the body that are content; all others are parameters. */
  readonly content: readonly string[];
  /** The prompt. */
  input(body: Body): unknown;
  /** Reads a whole answer. */
  answer(value: unknown): ModelAnswer;
  /** Reads a streamed one. */
  stream?(): StreamReader;
}
