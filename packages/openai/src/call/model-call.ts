import type { Instrument, Operation, Watch } from '@heddle/core/integration';
import type { AnswerListener } from './answer-listener.ts';
import type { ModelAnswer, ModelApi, StreamReader } from '../apis/model-api.ts';
import { present } from '../apis/read.ts';
import { keepPending } from './background-responses.ts';
import type { ClientSettings } from './client-settings.ts';
import { isConnectionError } from './connection-error.ts';
import type { Opened } from './open-operation.ts';
import { PromiseHolders } from './promise-holders.ts';
import { requestIdOf } from './request-id.ts';
import { tapResponse } from './tap-response.ts';
import { abortTeller, isStream, tapStream } from './tap-stream.ts';

/**
 * One model call, from the moment it is sent to its one ending: an answer, a stream's end, a
 * failure, or the end of everybody who could have asked.
 */
export class ModelCall implements AnswerListener {
  readonly operation: Operation;
  readonly #instrument: Instrument;
  readonly #ownRun: Operation | undefined;
  readonly #api: ModelApi;
  readonly #settings: ClientSettings;
  #requestId: string | undefined;
  #retries = 0;
  #received = false;
  #asked = false;
  readonly #holders: PromiseHolders = new PromiseHolders(() => this.unread());
  #firstTokenAt: number | undefined;

  constructor(opened: Opened, api: ModelApi, settings: ClientSettings) {
    this.operation = opened.operation;
    this.#instrument = opened.operation.instrument;
    this.#ownRun = opened.ownRun;
    this.#api = api;
    this.#settings = settings;
  }

  get ended(): boolean {
    return this.operation.outcome !== undefined;
  }

  /** The client sends it once more. */
  retried(): void {
    this.#retries++;
  }

  /** The headers are here. If nobody ever asks for the body, the run's end ends the call. */
  received(props: unknown): void {
    this.#received = true;
    this.#requestId = this.#instrument.guard(() => requestIdOf(props));
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
    this.#firstTokenAt ??= this.#instrument.clock.now();
  }

  answer(value: unknown): void {
    if (this.ended) return;
    if (isStream(value)) this.#follow(value);
    else this.#take(this.#instrument.guard(() => this.#api.answer(value)) ?? {}, 'end');
  }

  raw(response: object): void {
    if (!this.#asked && !this.ended) {
      this.#instrument.guard(() => tapResponse(response, this));
    }
  }

  unread(): void {
    if (!this.#asked && !this.ended && this.#received) this.finish({});
  }

  fail(error: unknown): void {
    if (this.ended) return;
    this.operation.record(this.#measures());
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
    this.operation.record(this.#measures());
    this.operation.abandon();
    this.#ownRun?.abandon();
    this.#over();
  }

  /** Records what the answer says and ends the call by it. */
  finish(answer: ModelAnswer, how: 'end' | 'break' = 'end'): void {
    if (this.ended) return;
    this.#instrument.guard(() => this.operation.record(this.#details(answer, how)));
    if (answer.error !== undefined) this.operation.fail(answer.error);
    else if (answer.cancelled === true) this.operation.fail(CANCELLED, true);
    else this.operation.endStream(how);
    this.#ownRun?.complete(undefined);
    this.#over();
  }

  /** An answer that is still being made at the provider's ends the call later, when it is seen. */
  #take(answer: ModelAnswer, how: 'end' | 'break'): void {
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
    tapStream(stream, this.#watch(reader, abortTeller(stream)));
  }

  #watch(reader: StreamReader, aborted: () => boolean): Watch {
    const answer = (): ModelAnswer => this.#instrument.guard(() => reader.answer()) ?? {};
    let over = false;
    const end = (how: 'end' | 'break'): void => {
      if (!over) this.#take(answer(), how);
      over = true;
    };
    return {
      // A stream runs the client's own code only: there is no context of ours to enter.
      enter: (target, self, args) => Reflect.apply(target, self, args as never[]),
      complete: () => {},
      item: (chunk) => {
        const wrote = this.#instrument.guard(() => reader.read(chunk));
        if (wrote === true) this.wrote();
      },
      endStream: (how) => end(aborted() ? 'break' : how),
      fail: (error) => {
        const { output, usage } = answer();
        this.operation.record(this.#details(present({ output, usage }), 'end'));
        this.fail(error);
      },
      abandon: () => {
        if (answer().pending === true) end('break');
        else if (!over) this.abandon();
      },
    };
  }

  #details(answer: ModelAnswer, how: 'end' | 'break'): Record<string, unknown> {
    const { captureOutput } = this.operation.work;
    const { usage, toolCalls, responseModel, output, metadata } = answer;
    return present({
      ...this.#measures(usage?.outputTokens),
      usage,
      costUsd: this.#cost(answer),
      model: responseModel === undefined ? undefined : { responseName: responseModel },
      responseId: answer.responseId,
      finishReasons: answer.finishReasons,
      serviceTier: answer.serviceTier,
      toolCalls:
        captureOutput === 'full'
          ? this.#instrument.capture(toolCalls, 'full')
          : toolCalls?.map(({ id, name }) => present({ id, name })),
      output: this.#instrument.capture(output, captureOutput),
      metadata: how === 'break' ? { ...metadata, brokenOff: true } : metadata,
    });
  }

  #measures(outputTokens?: number): Record<string, unknown> {
    const { startedAt } = this.operation;
    const firstAt = this.#firstTokenAt;
    const writing = firstAt === undefined ? 0 : this.#instrument.clock.now() - firstAt;
    return present({
      requestId: this.#requestId,
      retries: this.#retries,
      timeToFirstTokenMs: firstAt === undefined ? undefined : rounded(firstAt - startedAt),
      outputTokensPerSecond:
        outputTokens === undefined || writing <= 0
          ? undefined
          : rounded((outputTokens * 1000) / writing),
    });
  }

  #cost({ usage, units, responseModel, serviceTier }: ModelAnswer): number | undefined {
    if (usage === undefined && units === undefined) return undefined;
    const { provider, name } = this.operation.facts.model ?? {};
    return this.#instrument.guard(() =>
      this.#settings.costOf(
        present({ provider, model: responseModel ?? name, usage: usage ?? {}, units, serviceTier }),
      ),
    );
  }
}

function rounded(measure: number): number {
  return Math.round(measure * 1000) / 1000;
}

const CANCELLED = { name: 'AbortError', message: 'The response was cancelled.' };

/** For a streamed answer of an API that is not known to stream. */
const SILENT: StreamReader = { read: () => false, answer: () => ({}) };
