import { statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type {
  Breakdown,
  Facets,
  Page,
  Project,
  QuarantinedEvent,
  RunDetail,
  RunSummary,
  Series,
  SessionDetail,
  SessionSummary,
} from '../../api-types.ts';
import type {
  BreakdownQuery,
  EventQuery,
  PageQuery,
  RunQuery,
  SearchQuery,
  SeriesQuery,
  SessionQuery,
  TimeRange,
} from '../queries.ts';
import type { StoredKey } from '../registries.ts';
import type { DeliveryFacts, EventRecord, SearchRecords } from '../store.ts';
import { openDatabase } from './driver.ts';
import { delivery, listQuarantine } from './read/delivery.ts';
import { eventsAfter, lastPosition, runEvents, sessionEvents } from './read/events.ts';
import { breakdown, facets, series } from './read/figures.ts';
import { listRuns, tryGetRun } from './read/runs.ts';
import { search } from './read/search.ts';
import { listSessions, tryGetSession } from './read/sessions.ts';
import { listKeys, listProjects, tryGetKey, tryGetProjectNumber } from './registry-tables.ts';
import { createSql, type Sql } from './sql.ts';

export interface ReaderServiceOptions {
  readonly path: string;
}

export interface StoreSize {
  readonly events: number;
  readonly runs: number;
  readonly bytes: number;
  readonly freeBytes: number;
  readonly schemaVersion: number;
  readonly textIndex: boolean;
}

/** Everything that reads a store, on a connection that cannot write. */
export interface ReaderService {
  listRuns(project: number, query: RunQuery): Page<RunSummary>;
  tryGetRun(project: number, runId: string): RunDetail | undefined;
  runEvents(project: number, runId: string, query: EventQuery): Page<EventRecord>;
  listSessions(project: number, query: SessionQuery): Page<SessionSummary>;
  tryGetSession(project: number, sessionId: string): SessionDetail | undefined;
  sessionEvents(project: number, sessionId: string, query: EventQuery): Page<EventRecord>;
  series(project: number, query: SeriesQuery): Series;
  breakdown(project: number, query: BreakdownQuery): Breakdown;
  facets(project: number, range: TimeRange): Facets;
  search(project: number, query: SearchQuery): SearchRecords;
  delivery(project: number): DeliveryFacts;
  listQuarantine(project: number, query: PageQuery): Page<QuarantinedEvent>;
  eventsAfter(project: number, position: number, limit: number): EventRecord[];
  lastPosition(): number;
  listProjects(): Project[];
  tryGetProjectNumber(key: string): number | undefined;
  listKeys(project: string | undefined): StoredKey[];
  tryGetKey(keyId: string): StoredKey | undefined;
  size(): StoreSize;
  backup(path: string): void;
  close(): void;
}

export function createReaderService({ path }: ReaderServiceOptions): ReaderService {
  const sql = createSql(openDatabase(path, { readOnly: true }));
  sql.exec('PRAGMA query_only = ON');
  sql.exec('PRAGMA busy_timeout = 5000');
  sql.exec('PRAGMA cache_size = -65536');
  sql.exec('PRAGMA temp_store = MEMORY');
  return {
    listRuns: (project, query) => listRuns(sql, project, query),
    tryGetRun: (project, runId) => tryGetRun(sql, project, runId),
    runEvents: (project, runId, query) => runEvents(sql, project, runId, query),
    listSessions: (project, query) => listSessions(sql, project, query),
    tryGetSession: (project, sessionId) => tryGetSession(sql, project, sessionId),
    sessionEvents: (project, sessionId, query) => sessionEvents(sql, project, sessionId, query),
    series: (project, query) => series(sql, project, query),
    breakdown: (project, query) => breakdown(sql, project, query),
    facets: (project, range) => facets(sql, project, range),
    search: (project, query) =>
      search(sql, project, query, hasTextIndex(sql), () => performance.now()),
    delivery: (project) => delivery(sql, project),
    listQuarantine: (project, query) => listQuarantine(sql, project, query),
    eventsAfter: (project, position, limit) => eventsAfter(sql, project, position, limit),
    lastPosition: () => lastPosition(sql),
    listProjects: () => listProjects(sql),
    tryGetProjectNumber: (key) => tryGetProjectNumber(sql, key),
    listKeys: (project) => listKeys(sql, project),
    tryGetKey: (keyId) => tryGetKey(sql, keyId),
    size: () => sizeOf(sql, path),
    backup(copy) {
      sql.exec('PRAGMA query_only = OFF');
      sql.run('VACUUM INTO ? /* across projects */', copy);
      sql.exec('PRAGMA query_only = ON');
    },
    close: () => sql.close(),
  };
}

function hasTextIndex(sql: Sql): boolean {
  const table = sql.tryGet(
    "SELECT 1 FROM sqlite_schema WHERE name = 'events_text' /* across projects */",
  );
  return table !== undefined;
}

function sizeOf(sql: Sql, path: string): StoreSize {
  const { bavail, bsize } = statfsSync(dirname(path));
  return {
    ...countsOf(sql),
    bytes: statSync(path).size + (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0),
    freeBytes: bavail * bsize,
    schemaVersion: sql.tryGet<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0,
    textIndex: hasTextIndex(sql),
  };
}

/** Counting millions of rows takes a second; the runs know how many events they have. */
function countsOf(sql: Sql): { events: number; runs: number } {
  const row = sql.tryGet<{ runs: number; events: number | null }>(
    'SELECT count(*) AS runs, sum(events) AS events FROM runs /* across projects */',
  );
  const loose = sql.tryGet<{ events: number }>(
    'SELECT count(*) AS events FROM events WHERE run IS NULL /* across projects */',
  );
  return { events: (row?.events ?? 0) + (loose?.events ?? 0), runs: row?.runs ?? 0 };
}
