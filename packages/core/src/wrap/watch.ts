/**
 * What a wrapper tells about one call: it was entered, items passed, it ended. The wrap room knows
 * nothing else of what is recorded. No method throws, and only the first ending counts.
 */
export interface Watch {
  /** Runs the user's code inside this call's context. Throws only what the user's code throws. */
  enter(target: (...args: never[]) => unknown, self: unknown, args: readonly unknown[]): unknown;
  complete(value: unknown): void;
  fail(error: unknown): void;
  /** An item of a stream or generator went to the consumer. */
  item(value: unknown): void;
  /**
   * A stream is over. `how` says why: it ran to its end, or the consumer wanted no more of it.
   */
  endStream(how: 'end' | 'break', value?: unknown): void;
  /** Nobody can see the end any more: the stream, generator or promise was garbage collected. */
  abandon(): void;
}
