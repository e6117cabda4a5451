import { setImmediate } from 'node:timers/promises';
import type { AnyEvent } from '@heddle/events';
import type { RunTree } from '../../api-types.ts';
import type { EventStore } from '../../store/store.ts';
import { buildTree } from './build-tree.ts';

const pageSize = 500;
/** A node has up to four events. */
const eventsPerNode = 4;
const mostRuns = 200;

/** Reads a run and the runs below it, and arranges them. Undefined when there is no such run. */
export async function readTree(
  store: EventStore,
  project: number,
  runId: string,
  limit: number,
): Promise<RunTree | undefined> {
  const events: AnyEvent[] = [];
  const waiting = [runId];
  const seen = new Set<string>();
  let complete = true;
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (seen.has(next)) continue;
    if (seen.size >= mostRuns || events.length >= limit * eventsPerNode) {
      complete = false;
      break;
    }
    const run = await store.tryGetRun(project, next);
    if (run === undefined) {
      if (next === runId) return undefined;
      continue;
    }
    seen.add(next);
    await readRun(store, project, next, limit * eventsPerNode, events);
    waiting.push(...run.children.map((child) => child.runId));
  }
  const tree = buildTree(runId, events, limit);
  return complete ? tree : { ...tree, truncated: true };
}

async function readRun(
  store: EventStore,
  project: number,
  runId: string,
  most: number,
  events: AnyEvent[],
): Promise<void> {
  let cursor: { cursor?: string } = {};
  while (events.length < most) {
    const page = await store.runEvents(project, runId, { limit: pageSize, ...cursor });
    for (const { json } of page.items) events.push(JSON.parse(json) as AnyEvent);
    if (page.nextCursor === undefined) return;
    cursor = { cursor: page.nextCursor };
    // Thousands of events take a while to parse: others get a turn between pages.
    await setImmediate();
  }
}
