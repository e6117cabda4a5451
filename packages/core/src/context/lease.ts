import type { RunState, Scope, ScopeKind, SessionState, StepState } from './scope.ts';

/**
 * A scope that can be taken back. What outlives the work that happens to use it (a keep-alive
 * socket, a stream's timer) keeps the context it was made in for as long as it lives itself; given
 * a lease, it keeps this small object instead, and works in nobody's name once the lease has ended.
 *
 * @example
 * const lease = new Lease(operation);
 * context.with(lease, send, transport, [message]); // the socket remembers the lease
 * lease.end(); // … and no longer the operation
 */
export class Lease implements Scope {
  readonly kind: ScopeKind = 'lease';
  readonly parent: undefined;
  readonly run: RunState | undefined;
  readonly session: SessionState | undefined;
  readonly step: StepState | undefined;
  readonly spanId: string = '';
  #held: Scope | undefined;

  constructor(held: Scope) {
    this.#held = held;
  }

  /** What code that runs in the lease belongs to: undefined once it has ended. */
  get held(): Scope | undefined {
    return this.#held;
  }

  end(): void {
    this.#held = undefined;
  }
}
