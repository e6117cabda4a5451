import type { QueuedEvent } from './buffer.ts';

/**
 * Where one destination's events wait that memory has no room for. The spool is one; without any,
 * the buffer drops.
 */
export interface Backlog {
  /** Kept here and not in memory. */
  readonly events: number;
  readonly bytes: number;
  /** Whether what memory holds is also kept safe here, should the process end now. */
  readonly safe: boolean;
  /** Takes charge of an event. False when it cannot: nothing was kept then. */
  keep(entry: QueuedEvent): boolean;
  /** The oldest events kept, at most that much; they are memory's again. Never rejects. */
  fetch(maxEvents: number, maxBytes: number): Promise<readonly QueuedEvent[]>;
  /** These are over: acknowledged or dropped. */
  forget(entries: readonly QueuedEvent[]): void;
  /** Sets an event aside for a person to look at. False when it cannot. */
  quarantine(entry: QueuedEvent, reason: string): boolean;
}
