import type { Operation } from '@heddle/core/integration';
import { present } from '../apis/read.ts';

/** What is measured of a call while it goes on. */
export class CallMeasures {
  requestId: string | undefined;
  retries = 0;
  readonly #operation: Operation;
  #firstTokenAt: number | undefined;

  constructor(operation: Operation) {
    this.#operation = operation;
  }

  /** The model has begun to write. Only the first time counts. */
  wrote(): void {
    this.#firstTokenAt ??= this.#operation.instrument.clock.now();
  }

  /** As the ending tells it. Speed is counted from the first token on: before, nothing was written. */
  tell(outputTokens?: number): Record<string, unknown> {
    const { startedAt, instrument } = this.#operation;
    const firstAt = this.#firstTokenAt;
    const writing = firstAt === undefined ? 0 : instrument.clock.now() - firstAt;
    const fast = outputTokens !== undefined && writing > 0;
    return present({
      requestId: this.requestId,
      retries: this.retries,
      timeToFirstTokenMs: firstAt === undefined ? undefined : rounded(firstAt - startedAt),
      outputTokensPerSecond: fast ? rounded((outputTokens * 1000) / writing) : undefined,
    });
  }
}

function rounded(measure: number): number {
  return Math.round(measure * 1000) / 1000;
}
