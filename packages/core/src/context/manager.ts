import type { Scope } from './scope.ts';

/**
 * The port through which run and session context travels with asynchronous work.
 * AsyncLocalStorage is the default; a cls-hooked namespace and OpenTelemetry context are others.
 * The contract suite in `@heddle/testing` says what an implementation must do.
 */
export interface ContextManager {
  readonly name: string;
  /** The scope of the code that is running, or undefined outside any. Never throws. */
  active(): Scope | undefined;
  /**
   * Runs `target` with `scope` active (`undefined` leaves every scope), synchronously, and gives
   * back what it returns or throws.
   */
  with<Result>(
    scope: Scope | undefined,
    target: (...args: never[]) => Result,
    self: unknown,
    args: readonly unknown[],
  ): Result;
}
