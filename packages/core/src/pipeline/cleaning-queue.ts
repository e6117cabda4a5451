import type { AnyEvent } from '@heddle/events';
import type { EncodedEvent } from '../transport/transport.ts';
import type { Dropped, Pipeline } from './pipeline.ts';

/** Events that may wait for an asynchronous redactor. More, and the oldest is hidden whole. */
const MOST_WAITING = 4096;

/**
 * Keeps events in order while an asynchronous redactor looks at them, one after the other. Nothing
 * that it has not seen leaves in the clear.
 */
export class CleaningQueue {
  readonly #pipeline: Pipeline;
  readonly #deliver: (clean: EncodedEvent | Dropped) => void;
  readonly #waiting: AnyEvent[] = [];
  #working: Promise<void> | undefined;

  constructor(pipeline: Pipeline, deliver: (clean: EncodedEvent | Dropped) => void) {
    this.#pipeline = pipeline;
    this.#deliver = deliver;
  }

  add(event: AnyEvent): void {
    if (this.#waiting.length >= MOST_WAITING) this.#hideOne();
    this.#waiting.push(event);
    this.#working ??= this.#work();
  }

  /** Fulfilled when everything added so far is through. Never rejects. */
  async settled(): Promise<void> {
    await this.#working;
  }

  /** For a process that is about to end: the synchronous redactor hides what it may not show. */
  drain(): void {
    while (this.#waiting.length > 0) this.#hideOne();
  }

  #hideOne(): void {
    const event = this.#waiting.shift();
    if (event !== undefined) this.#deliver(this.#pipeline.process(event));
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      const event = this.#waiting.shift();
      if (event !== undefined) this.#deliver(await this.#pipeline.processAsync(event));
    }
    this.#working = undefined;
  }
}
