/** The last one out: when every promise of a call is gone, nobody can ask for its answer any more. */
const dropped = new FinalizationRegistry<PromiseHolders>((holders) => holders.drop());

/**
 * Watches over the promises of one call. They are held while the answer is on its way, and only if
 * it came without being asked for is the collector told to watch them: most calls are awaited at
 * once, and pay nothing.
 */
export class PromiseHolders {
  readonly #gone: () => void;
  #promises: object[] = [];
  #count = 0;

  constructor(gone: () => void) {
    this.#gone = gone;
  }

  add(promise: object): void {
    this.#promises.push(promise);
  }

  /** The answer is there and nobody asked for it so far. */
  watch(): void {
    this.#count = this.#promises.length;
    for (const promise of this.#promises) dropped.register(promise, this);
    this.release();
  }

  release(): void {
    this.#promises = [];
  }

  drop(): void {
    if (--this.#count === 0) this.#gone();
  }
}
