import type { Page, RunSummary, SessionSummary } from '../../api-types.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { excerptAround } from '../excerpt.ts';
import type { EventQuery, RunQuery, SearchQuery, SessionQuery } from '../queries.ts';
import type { EventRecord, SearchRecords } from '../store.ts';
import { foldRun } from './fold-run.ts';
import { foldSession } from './fold-session.ts';
import { compareKeys, sorted, type Stored } from './stored.ts';

export function listRuns(runs: ReadonlyMap<string, Stored[]>, query: RunQuery): Page<RunSummary> {
  const all = [...runs].map(([runId, events]) => ({
    run: foldRun(runId, events),
    key: startKey(events),
  }));
  const wanted = all.filter(
    ({ run }) =>
      within(run.startedAt, query) &&
      matches(run.status, query.status) &&
      matches(run.agentKey, query.agent) &&
      matches(run.environment, query.environment) &&
      matches(run.sessionId, query.session) &&
      (query.model === undefined || run.models.includes(query.model)) &&
      (query.tool === undefined || run.tools.includes(query.tool)) &&
      contains(query.text, [run.runId, run.name, run.sessionId, run.errorMessage]),
  );
  return newestFirst(wanted, query, ({ run }) => run);
}

export function listSessions(
  sessions: ReadonlyMap<string, Stored[]>,
  query: SessionQuery,
): Page<SessionSummary> {
  const all = [...sessions].map(([sessionId, events]) => ({
    session: foldSession(sessionId, events),
    key: startKey(events),
  }));
  const wanted = all.filter(
    ({ session }) =>
      within(session.startedAt, query) &&
      matches(session.status, query.status) &&
      matches(session.environment, query.environment) &&
      (query.agent === undefined || session.agents.includes(query.agent)) &&
      contains(query.text, [session.sessionId, session.name, session.errorMessage]),
  );
  return newestFirst(wanted, query, ({ session }) => session);
}

function startKey(events: readonly Stored[]): readonly number[] {
  return [
    Math.min(...events.map(({ facts }) => facts.time)),
    Math.min(...events.map(({ position }) => position)),
  ];
}

function newestFirst<Item extends { key: readonly number[] }, Result>(
  items: readonly Item[],
  { limit, cursor }: { limit: number; cursor?: string },
  toResult: (item: Item) => Result,
): Page<Result> {
  const after = cursor === undefined ? undefined : decodeCursor(cursor, 2);
  const ordered = sorted(items, ({ key }) => key.map((part) => -part));
  const rest =
    after === undefined ? ordered : ordered.filter(({ key }) => compareKeys(key, after) < 0);
  const { items: shown, nextCursor } = page(rest, limit, ({ key }) => key);
  return { items: shown.map(toResult), ...(nextCursor === undefined ? {} : { nextCursor }) };
}

export function page<Item>(
  items: readonly Item[],
  limit: number,
  keyOf: (item: Item) => readonly number[],
): Page<Item> {
  const shown = items.slice(0, limit);
  const last = shown[shown.length - 1];
  return {
    items: shown,
    ...(items.length > limit && last !== undefined
      ? { nextCursor: encodeCursor(keyOf(last)) }
      : {}),
  };
}

export function eventPage(
  events: readonly Stored[],
  order: 'sequence' | 'sessionSequence',
  query: EventQuery,
): Page<EventRecord> {
  const keyOf = ({ facts, position }: Stored): readonly number[] => [
    facts[order],
    facts.time,
    position,
  ];
  const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, 3);
  const wanted = sorted(events, keyOf).filter(
    (stored) =>
      (query.types === undefined || query.types.includes(stored.facts.type)) &&
      (after === undefined || compareKeys(keyOf(stored), after) > 0),
  );
  const { items, nextCursor } = page(wanted, query.limit, keyOf);
  return { items: items.map(toRecord), ...(nextCursor === undefined ? {} : { nextCursor }) };
}

export function search(events: readonly Stored[], query: SearchQuery): SearchRecords {
  const before =
    query.cursor === undefined ? Number.MAX_SAFE_INTEGER : (decodeCursor(query.cursor, 1)[0] ?? 0);
  const needle = JSON.stringify(query.text).slice(1, -1).toLowerCase();
  const found = events
    .filter(
      ({ position, json, facts }) =>
        position < before &&
        json.toLowerCase().includes(needle) &&
        (query.from === undefined || facts.time >= query.from) &&
        (query.to === undefined || facts.time < query.to) &&
        matches(facts.agentKey, query.agent) &&
        (query.types === undefined || query.types.includes(facts.type)),
    )
    .toReversed();
  const { items, nextCursor } = page(found, query.limit, ({ position }) => [position]);
  return {
    method: 'scan',
    scanned: events.length,
    items: items.map((stored) => ({
      ...toRecord(stored),
      excerpt: excerptAround(stored.json, query.text),
    })),
    ...(nextCursor === undefined ? {} : { nextCursor }),
  };
}

export function toRecord({ position, receivedAt, late, json }: Stored): EventRecord {
  return { position, receivedAt, late, json };
}

function within(startedAt: string, { from, to }: { from?: number; to?: number }): boolean {
  const time = Date.parse(startedAt);
  return (from === undefined || time >= from) && (to === undefined || time < to);
}

function matches(value: string | undefined, wanted: string | undefined): boolean {
  return wanted === undefined || value === wanted;
}

function contains(needle: string | undefined, texts: readonly (string | undefined)[]): boolean {
  if (needle === undefined) return true;
  return texts.some((text) => text?.toLowerCase().includes(needle.toLowerCase()) === true);
}
