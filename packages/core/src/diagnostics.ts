/** Something of ours went wrong; the host went on as if nothing had happened. */
export interface Diagnostic {
  /** Stable and machine-readable: `internal_error`, `hook_failed`, `delivery_failed`, … */
  readonly code: string;
  /** A sentence for a person. */
  readonly message: string;
  readonly cause?: unknown;
}

export type DiagnosticListener = (diagnostic: Diagnostic) => void;

/** After this many internal errors within a minute the wrappers stand aside for the rest of it. */
const MOST_ERRORS_PER_MINUTE = 100;
const MINUTE_MS = 60_000;

/**
 * Our own voice: silent unless somebody listens, never thrown, never repeated without end.
 */
export class Diagnostics {
  readonly #listener: DiagnosticListener | undefined;
  readonly #now: () => number;
  #count = 0;
  #windowStart = Number.NEGATIVE_INFINITY;
  #inWindow = 0;
  #last: Diagnostic | undefined;

  constructor(listener: DiagnosticListener | undefined, now: () => number) {
    this.#listener = listener;
    this.#now = now;
  }

  get count(): number {
    return this.#count;
  }

  get last(): Diagnostic | undefined {
    return this.#last;
  }

  /** True while our own code fails so often that it had better not run at all. */
  get standingAside(): boolean {
    return this.#inWindow >= MOST_ERRORS_PER_MINUTE && this.#now() - this.#windowStart < MINUTE_MS;
  }

  report(code: string, message: string, cause?: unknown): void {
    this.#count++;
    const diagnostic: Diagnostic = { code, message, ...(cause !== undefined && { cause }) };
    this.#last = diagnostic;
    const now = this.#now();
    if (now - this.#windowStart >= MINUTE_MS) {
      this.#windowStart = now;
      this.#inWindow = 0;
    }
    this.#inWindow++;
    if (this.#inWindow > MOST_ERRORS_PER_MINUTE || this.#listener === undefined) return;
    try {
      this.#listener(diagnostic);
    } catch {
      // A listener that fails has nobody left to tell.
    }
  }

  /** Runs our own code: its failure becomes a diagnostic and `undefined`. */
  guard<Result>(work: () => Result): Result | undefined {
    try {
      return work();
    } catch (error) {
      this.report(
        'internal_error',
        'Heddle failed inside itself; the host was not affected.',
        error,
      );
      return undefined;
    }
  }
}

/** What `HEDDLE_DEBUG=1` does with diagnostics. */
export function printDiagnostic({ code, message, cause }: Diagnostic): void {
  const why = cause instanceof Error ? ` ${cause.stack ?? cause.message}` : '';
  process.stderr.write(`[heddle] ${code}: ${message}${why}\n`);
}
