const NEWLINE = 0x0a;

/**
 * Cuts a stream of bytes into lines without changing one of them: every line keeps its newline,
 * and what the stream ends with without one is still to be had from `rest`.
 */
export class Lines {
  #parts: Uint8Array[] = [];

  /** The lines that are complete now. */
  push(chunk: Uint8Array): Uint8Array[] {
    const lines: Uint8Array[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      lines.push(this.#take(chunk.subarray(start, end + 1)));
      start = end + 1;
    }
    if (start < chunk.length) this.#parts.push(chunk.subarray(start));
    return lines;
  }

  /** True between two lines: whatever is written now stands on a line of its own. */
  get atBoundary(): boolean {
    return this.#parts.length === 0;
  }

  /** What came after the last newline. */
  rest(): Uint8Array {
    return this.#take(new Uint8Array());
  }

  #take(last: Uint8Array): Uint8Array {
    if (this.#parts.length === 0) return last;
    const line = Buffer.concat([...this.#parts, last]);
    this.#parts = [];
    return line;
  }
}
