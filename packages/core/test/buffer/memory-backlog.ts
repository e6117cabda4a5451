import type { Backlog } from '../../src/buffer/backlog.ts';
import type { QueuedEvent } from '../../src/buffer/buffer.ts';

/** The simplest backlog there can be: a list, as a disk would keep it. */
export interface MemoryBacklog extends Backlog {
  readonly quarantined: QueuedEvent[];
  readonly forgotten: QueuedEvent[];
  /** Makes it refuse everything, as a full disk would. */
  sick: boolean;
}

export function memoryBacklog(): MemoryBacklog {
  const kept: QueuedEvent[] = [];
  const quarantined: QueuedEvent[] = [];
  const forgotten: QueuedEvent[] = [];
  const backlog: MemoryBacklog = {
    quarantined,
    forgotten,
    sick: false,
    adopted: 0,
    surrendered: 0,
    get behind() {
      return kept.length > 0;
    },
    get events() {
      return kept.length;
    },
    get bytes() {
      return kept.reduce((sum, { encoded }) => sum + encoded.bytes, 0);
    },
    get safe() {
      return !backlog.sick;
    },
    keep(entry) {
      if (!backlog.sick) kept.push(entry);
      return !backlog.sick;
    },
    async fetch(maxEvents, _maxBytes, take) {
      const entries = kept.splice(0, maxEvents);
      take(entries);
      return entries.length > 0;
    },
    forget: (entries) => void forgotten.push(...entries),
    quarantine(entry) {
      if (!backlog.sick) quarantined.push(entry);
      return !backlog.sick;
    },
  };
  return backlog;
}
