import type { QueuedEvent } from './buffer.ts';
import type { DropReason } from './drops.ts';

/** What a backlog tells the destination whose events it keeps. */
export interface BacklogEvents {
  /** Events that only the backlog had are lost. */
  dropped(reason: DropReason, events: number, bytes: number): void;
  /** There is something to fetch that the destination did not put there. */
  arrived(): void;
}

/**
 * Where one destination's events wait that memory has no room for. The spool is one; without any,
 * the buffer drops.
 */
export interface Backlog {
  /** Kept here and not in memory. */
  readonly events: number;
  readonly bytes: number;
  /** Events of processes that ended, found here. */
  readonly adopted: number;
  /** Events that another process has taken over from this one. */
  readonly surrendered: number;
  /** Whether events that come now have to wait behind others here, to keep their order. */
  readonly behind: boolean;
  /** Whether what memory holds is also kept safe here, should the process end now. */
  readonly safe: boolean;
  /** Takes charge of an event. False when it cannot: nothing was kept then. */
  keep(entry: QueuedEvent): boolean;
  /**
   * Hands over the oldest events kept, at most that much: they are memory's again. Tells whether
   * there were any. Never rejects.
   */
  fetch(
    maxEvents: number,
    maxBytes: number,
    take: (entries: readonly QueuedEvent[]) => void,
  ): Promise<boolean>;
  /** These are over: acknowledged or dropped. */
  forget(entries: readonly QueuedEvent[]): void;
  /** Sets an event aside for a person to look at. False when it cannot. */
  quarantine(entry: QueuedEvent, reason: string): boolean;
}
