import type { Erased } from '../../api-types.ts';
import { factsOf } from '../../event/facts-of.ts';
import { decodeCursor } from '../cursor.ts';
import { isSameEvent } from '../same-event.ts';
import type { AppendStatus, EventStore, IncomingEvent } from '../store.ts';
import { addToQuarantine, deliveryOf } from './delivery.ts';
import { foldBreakdown, foldFacets, foldSeries } from './fold-figures.ts';
import { foldRun, foldRunDetail } from './fold-run.ts';
import { foldSessionDetail } from './fold-session.ts';
import { eventPage, listRuns, listSessions, page, search, toRecord } from './lists.ts';
import { memoryKeys, memoryProjects } from './memory-registries.ts';
import { groupBy, noData, sorted, type ProjectData, type Stored } from './stored.ts';

/**
 * The store as its contract reads: everything is an array, and every question is answered by
 * looking at all events. It is what the real stores are compared with, and good enough for a test
 * that needs a collector without a disk.
 */
export function memoryStore(now: () => number = Date.now): EventStore {
  const data = new Map<number, ProjectData>();
  const listeners = new Set<() => void>();
  let lastPosition = 0;

  const of = (project: number): ProjectData => {
    const known = data.get(project) ?? noData();
    data.set(project, known);
    return known;
  };
  const runsOf = (project: number): Map<string, Stored[]> =>
    groupBy(of(project).events, ({ facts }) => facts.runId);
  const sessionsOf = (project: number): Map<string, Stored[]> => {
    const { events } = of(project);
    const sessionOfRun = new Map<string, string>();
    for (const { facts } of events) {
      if (facts.runId !== undefined && facts.sessionId !== undefined) {
        if (!sessionOfRun.has(facts.runId)) sessionOfRun.set(facts.runId, facts.sessionId);
      }
    }
    return groupBy(events, ({ facts }) =>
      facts.runId === undefined ? facts.sessionId : sessionOfRun.get(facts.runId),
    );
  };
  const remove = (project: number, gone: (stored: Stored) => boolean): number => {
    const own = of(project);
    const kept = own.events.filter((stored) => !gone(stored));
    const removed = own.events.length - kept.length;
    own.events.splice(0, own.events.length, ...kept);
    own.byId.clear();
    for (const stored of kept) own.byId.set(stored.facts.eventId.toLowerCase(), stored);
    return removed;
  };

  const add = (
    project: number,
    { event, json }: IncomingEvent,
    receivedAt: number,
  ): AppendStatus => {
    const own = of(project);
    const facts = factsOf(event, receivedAt);
    const id = facts.eventId.toLowerCase();
    const existing = own.byId.get(id);
    if (existing !== undefined) {
      if (isSameEvent(existing.json, json)) return 'duplicate';
      addToQuarantine(
        own,
        {
          reason: 'conflict',
          detail: 'Another event with this id was stored first.',
          eventId: facts.eventId,
          body: json,
        },
        receivedAt,
      );
      return 'conflict';
    }
    const late =
      facts.sequence > 0 &&
      own.events.some(
        ({ facts: other }) => other.runId === facts.runId && other.sequence > facts.sequence,
      ) &&
      !own.events.some(
        ({ facts: other }) => other.runId === facts.runId && other.sequence === facts.sequence,
      );
    lastPosition += 1;
    const stored = { position: lastPosition, receivedAt, late, json, facts };
    own.events.push(stored);
    own.byId.set(id, stored);
    return 'stored';
  };

  return {
    capabilities: {
      engine: 'memory',
      percentiles: 'exact',
      textSearch: 'scan',
      acknowledged: 'memory',
      readOnly: false,
    },
    projects: memoryProjects(now()),
    keys: memoryKeys(),
    append(project, events, receivedAt) {
      const statuses = events.map((event) => add(project, event, receivedAt));
      for (const listener of listeners) listener();
      return Promise.resolve(statuses);
    },
    quarantine(project, events, receivedAt) {
      for (const event of events) addToQuarantine(of(project), event, receivedAt);
      return Promise.resolve();
    },
    listRuns: (project, query) => answer(() => listRuns(runsOf(project), query)),
    tryGetRun: (project, runId) =>
      answer(() => {
        const runs = runsOf(project);
        const events = runs.get(runId);
        if (events === undefined) return undefined;
        const children = [...runs]
          .map(([id, own]) => foldRun(id, own))
          .filter(({ parentRunId }) => parentRunId === runId);
        return foldRunDetail(
          runId,
          events,
          sorted(children, ({ startedAt }) => [Date.parse(startedAt)]),
        );
      }),
    runEvents: (project, runId, query) =>
      answer(() => eventPage(runsOf(project).get(runId) ?? [], 'sequence', query)),
    listSessions: (project, query) => answer(() => listSessions(sessionsOf(project), query)),
    tryGetSession: (project, sessionId) =>
      answer(() => {
        const events = sessionsOf(project).get(sessionId);
        return events === undefined ? undefined : foldSessionDetail(sessionId, events);
      }),
    sessionEvents: (project, sessionId, query) =>
      answer(() => eventPage(sessionsOf(project).get(sessionId) ?? [], 'sessionSequence', query)),
    series: (project, query) => answer(() => foldSeries(of(project).events, query)),
    breakdown: (project, query) => answer(() => foldBreakdown(of(project).events, query)),
    facets: (project, range) => answer(() => foldFacets(of(project).events, range)),
    search: (project, query) => answer(() => search(of(project).events, query)),
    delivery: (project) => answer(() => deliveryOf(of(project), runsOf(project))),
    listQuarantine: (project, { limit, cursor }) =>
      answer(() => {
        const before =
          cursor === undefined ? Number.MAX_SAFE_INTEGER : (decodeCursor(cursor, 1)[0] ?? 0);
        const older = of(project)
          .quarantine.filter(({ id }) => Number(id) < before)
          .toReversed();
        return page(older, limit, ({ id }) => [Number(id)]);
      }),
    eventsAfter: (project, position, limit) =>
      answer(() =>
        of(project)
          .events.filter((stored) => stored.position > position)
          .slice(0, limit)
          .map(toRecord),
      ),
    lastPosition: () => Promise.resolve(lastPosition),
    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    eraseRun: (project, runId) =>
      answer(() => {
        if (!runsOf(project).has(runId)) return undefined;
        const events = remove(project, ({ facts }) => facts.runId === runId);
        return { events, runs: 1 };
      }),
    eraseSession: (project, sessionId) =>
      answer(() => {
        const events = sessionsOf(project).get(sessionId);
        if (events === undefined) return undefined;
        const gone = new Set(events);
        const runs = groupBy(events, ({ facts }) => facts.runId).size;
        return { events: remove(project, (stored) => gone.has(stored)), runs };
      }),
    prune: (before) =>
      answer(() => {
        const erased: Erased = { events: 0, runs: 0 };
        for (const project of data.keys()) {
          for (const [runId, events] of runsOf(project)) {
            if (events.some(({ receivedAt }) => receivedAt >= before)) continue;
            erased.events += remove(project, ({ facts }) => facts.runId === runId);
            erased.runs += 1;
          }
          erased.events += remove(
            project,
            ({ facts, receivedAt }) => facts.runId === undefined && receivedAt < before,
          );
        }
        return erased;
      }),
    tidy: () => Promise.resolve(),
    rebuild: () => Promise.resolve(),
    backup: () => Promise.reject(new Error('A store in memory has no file to copy.')),
    health: () =>
      answer(() => {
        const all = [...data.values()].flatMap(({ events }) => events);
        return {
          status: 'ok',
          engine: 'memory',
          events: all.length,
          runs: [...data.keys()].reduce((sum, project) => sum + runsOf(project).size, 0),
          bytes: all.reduce((sum, { json }) => sum + json.length, 0),
          schemaVersion: 1,
        };
      }),
    pending: () => ({ events: 0, bytes: 0, limitBytes: Number.MAX_SAFE_INTEGER }),
    close: () => Promise.resolve(),
  };
}

/** A promise that is rejected where a direct call would throw. */
function answer<Result>(work: () => Result): Promise<Result> {
  return new Promise((resolve) => resolve(work()));
}
