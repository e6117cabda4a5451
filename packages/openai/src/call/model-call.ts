import type { Instrument, Operation } from '@heddle/core/integration';
import type { ModelAnswer, ModelApi, StreamReader } from '../apis/model-api.ts';
import { present } from '../apis/read.ts';
import { answerDetails } from './answer-details.ts';
import type { AnswerListener } from './answer-listener.ts';
import { keepPending } from './background-responses.ts';
import { CallMeasures } from './call-measures.ts';
import type { ClientSettings } from './client-settings.ts';
import { isConnectionError } from './connection-error.ts';
import type { Opened } from './open-operation.ts';
import { PromiseHolders } from './promise-holders.ts';
import { requestIdOf } from './request-id.ts';
import { streamWatch, type StreamListener } from './stream-watch.ts';
import { tapResponse } from './tap-response.ts';
import { abortTeller, isStream, tapStream } from './tap-stream.ts';

/**
 * One model call, from the moment it is sent to its one ending: an answer, a stream's end, a
 * failure, or the end of everybody who could have asked.
 */
export class ModelCall implements AnswerListener, StreamListener {
  readonly operation: Operation;
  readonly #instrument: Instrument;
  readonly #ownRun: Operation | undefined;
  readonly #api: ModelApi;
  readonly #settings: ClientSettings;
  readonly #measures: CallMeasures;
  readonly #holders: PromiseHolders = new PromiseHolders(() => this.unread());
  #received = false;
  #asked = false;

  constructor(opened: Opened, api: ModelApi, settings: ClientSettings) {
    this.operation = opened.operation;
    this.#instrument = opened.operation.instrument;
    this.#ownRun = opened.ownRun;
    this.#api = api;
    this.#settings = settings;
    this.#measures = new CallMeasures(opened.operation);
  }

  get ended(): boolean {
    return this.operation.outcome !== undefined;
  }

  /** The client sends it once more. */
  retried(): void {
    this.#measures.retries++;
  }

  /** The headers are here. If nobody ever asks for the body, the run's end ends the call. */
  received(props: unknown): void {
    this.#received = true;
    this.#measures.requestId = this.#instrument.guard(() => requestIdOf(props));
    if (this.#asked) return;
    const { run } = this.operation;
    if (run?.open === false) {
      this.unread();
      return;
    }
    run?.whenClosed.add(this.#settle);
    this.#holders.watch();
  }

  tapped(promise: object): void {
    if (!this.#asked && !this.#received) this.#holders.add(promise);
  }

  asked(): void {
    this.#asked = true;
    this.#holders.release();
  }

  /** The model has begun to write. */
  wrote(): void {
    this.#measures.wrote();
  }

  answer(value: unknown): void {
    if (this.ended) return;
    if (isStream(value)) this.#follow(value);
    else this.take(this.#instrument.guard(() => this.#api.answer(value)) ?? {}, 'end');
  }

  raw(response: object): void {
    if (!this.#asked && !this.ended) {
      this.#instrument.guard(() => tapResponse(response, this));
    }
  }

  unread(): void {
    if (!this.#asked && !this.ended && this.#received) this.finish({});
  }

  fail(error: unknown, { output, usage }: ModelAnswer = {}): void {
    if (this.ended) return;
    this.#tell(present({ output, usage }));
    const { signal } = this.operation.facts;
    const status: unknown = (error as { status?: unknown } | undefined)?.status;
    this.operation.fail(error, signal?.aborted === true && status === undefined);
    const told = this.operation.error;
    if (told !== undefined && told.retryable === undefined && isConnectionError(error)) {
      this.operation.error = { ...told, retryable: this.operation.outcome !== 'cancelled' };
    }
    this.#ownRun?.fail(error);
    this.#over();
  }

  abandon(): void {
    if (this.ended) return;
    this.#tell({});
    this.operation.abandon();
    this.#ownRun?.abandon();
    this.#over();
  }

  /** Records what the answer says and ends the call by it. */
  finish(answer: ModelAnswer, how: 'end' | 'break' = 'end'): void {
    if (this.ended) return;
    this.#tell(
      answer,
      how === 'break' ? { metadata: { ...answer.metadata, brokenOff: true } } : {},
    );
    if (answer.error !== undefined) this.operation.fail(answer.error);
    else if (answer.cancelled === true) this.operation.fail(CANCELLED, true);
    else this.operation.endStream(how);
    this.#ownRun?.complete(undefined);
    this.#over();
  }

  /** An answer that is still being made at the provider's ends the call later, when it is seen. */
  take(answer: ModelAnswer, how: 'end' | 'break'): void {
    if (answer.pending !== true || answer.responseId === undefined) this.finish(answer, how);
    else keepPending(answer.responseId, this);
  }

  readonly #settle = (): void => this.unread();

  #over(): void {
    this.operation.run?.whenClosed.delete(this.#settle);
  }

  #follow(stream: object): void {
    this.#asked = true;
    const reader = this.#api.stream?.() ?? SILENT;
    tapStream(stream, streamWatch(this.#instrument, reader, abortTeller(stream), this));
  }

  #tell(answer: ModelAnswer, more: object = {}): void {
    this.#instrument.guard(() =>
      this.operation.record({
        ...this.#measures.tell(answer.usage?.outputTokens),
        ...answerDetails(this.operation, answer, this.#settings.costOf),
        ...more,
      }),
    );
  }
}

const CANCELLED = { name: 'AbortError', message: 'The response was cancelled.' };

/** For a streamed answer of an API that is not known to stream. */
const SILENT: StreamReader = { read: () => false, answer: () => ({}) };
