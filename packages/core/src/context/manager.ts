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
   * The span of another tracer that the code is running in, as a `remote` scope inside `parent`:
   * what a run that begins here continues. Undefined when there is none; absent where the manager
   * carries nobody else's context.
   */
  foreignParent?(parent: Scope | undefined): Scope | undefined;
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
