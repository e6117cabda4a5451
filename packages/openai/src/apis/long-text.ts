/** What is kept of one text that arrives in pieces: 1,000,000 characters. */
const LONGEST = 1_000_000;

/** A text that grows by pieces, up to a bound. The pieces themselves are not kept. */
export class LongText {
  #text = '';
  #started = false;

  /** Adds a piece; true when there was something in it. What is not text adds nothing. */
  add(piece: unknown): boolean {
    if (typeof piece !== 'string') return false;
    this.#started = true;
    if (this.#text.length < LONGEST) this.#text += piece;
    return piece !== '';
  }

  /** The text so far; undefined when no piece ever came. */
  get whole(): string | undefined {
    return this.#started ? this.#text : undefined;
  }
}
