import type { AnyEvent } from '@heddle/events';
import type { Operation } from './operation.ts';

/** The ids under which two tracers tell of the same work (W3C Trace Context). */
export interface WorkIdentity {
  readonly traceId: string;
  readonly spanId: string;
}

/**
 * Another tracer that goes along: its spans are current while the host's code runs, and they are
 * completed from events, which are redacted. `begin` and `end` are called inside the host's call
 * and must be quick; a failure in any of them is a diagnostic.
 */
export interface Companion {
  /** Recorded work begins. The ids that are returned become the work's own, and a run's trace. */
  begin(work: Operation, epochMs: number): WorkIdentity | undefined;
  /**
   * It is over. The event that says how comes on the loop's next turn, at once when the companion
   * drains `work.instrument.recorder`, or never, when it was dropped on its way.
   */
  end(work: Operation, epochMs: number): void;
  /** An event on its way out: redacted, and in order. */
  told(event: AnyEvent): void;
  /** All that was recorded so far has been told: a flush, a shutdown, the end of the process. */
  settle(): void;
}
