import type { QuarantinedEvent } from '../../api-types.ts';
import type { EventFacts } from '../../event/event-facts.ts';
import type { EventRecord } from '../store.ts';

/** An event with what can be read from it. */
export interface Stored extends EventRecord {
  readonly facts: EventFacts;
}

/** Everything of one project. */
export interface ProjectData {
  readonly events: Stored[];
  readonly byId: Map<string, Stored>;
  readonly quarantine: (QuarantinedEvent & { runId?: string; sessionId?: string })[];
}

export function noData(): ProjectData {
  return { events: [], byId: new Map(), quarantine: [] };
}

/** Sorted by the given numbers in turn. */
export function sorted<Item>(
  items: Iterable<Item>,
  key: (item: Item) => readonly number[],
): Item[] {
  return [...items].sort((left, right) => compareKeys(key(left), key(right)));
}

export function compareKeys(left: readonly number[], right: readonly number[]): number {
  for (let index = 0; index < left.length; index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

export function groupBy<Item, Key>(
  items: Iterable<Item>,
  keyOf: (item: Item) => Key | undefined,
): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
