import type { StoreHealth } from '../../api-types.ts';
import { callThread, type Asynchronous } from '../../thread/calls.ts';
import { startThread } from '../../thread/spawn.ts';
import type { EventStore, StoreCapabilities } from '../store.ts';
import { StoreUnavailableError } from '../store-errors.ts';
import type { ReaderService, ReaderServiceOptions } from './reader-service.ts';
import { createWriteQueue, defaultQueueLimits, type WriteQueueLimits } from './write-queue.ts';
import { searchInTurns } from './search-in-turns.ts';
import type { WriterFacts, WriterService, WriterServiceOptions } from './writer-service.ts';

export interface SqliteStoreOptions {
  /** The database file; it and its folder are made when missing. */
  readonly path: string;
  /** Keep a full-text index. About 60 % more disk; searches read it instead of the events. */
  readonly textIndex?: boolean;
  /** Most bytes the file may take; appends are refused beyond. */
  readonly maxBytes?: number;
  /** Appends are refused when the disk has less left. Default 512 MiB. */
  readonly minFreeBytes?: number;
  readonly queue?: Partial<WriteQueueLimits>;
}

/**
 * The store in an SQLite file: one thread writes, one reads, and this one never waits for SQL.
 * An append resolves after a commit that was synced to disk.
 *
 * @throws StoreUnavailableError when another collector has this file.
 * @example
 * const store = await openSqliteStore({ path: '.heddle/collector.db' });
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<EventStore> {
  const { path } = options;
  const writerOptions: WriterServiceOptions = {
    path,
    textIndex: options.textIndex ?? false,
    minFreeBytes: options.minFreeBytes ?? 512 * 2 ** 20,
    ...(options.maxBytes === undefined ? {} : { maxBytes: options.maxBytes }),
  };
  const writer = callThread<WriterService>(
    startThread('writer-thread', import.meta.url, writerOptions),
  );
  const readerOptions: ReaderServiceOptions = { path };
  const openReader = (): ReturnType<typeof callThread<ReaderService>> =>
    callThread<ReaderService>(startThread('reader-thread', import.meta.url, readerOptions));
  try {
    const facts = await writer.service.facts();
    const reader = openReader();
    return composeStore({
      path,
      facts,
      writer: writer.service,
      reader: reader.service,
      textIndex: writerOptions.textIndex,
      limits: { ...defaultQueueLimits, ...options.queue },
      async backup(copy) {
        // A connection of its own: copying gigabytes must not hold up the page.
        const copier = openReader();
        try {
          await copier.service.backup(copy);
        } finally {
          await copier.stop();
        }
      },
      async close() {
        await reader.service.close();
        await reader.stop();
        await writer.service.close();
        await writer.stop();
      },
    });
  } catch (error) {
    await writer.stop();
    throw error;
  }
}

export interface Parts {
  readonly path: string;
  readonly facts: WriterFacts;
  readonly writer: Asynchronous<WriterService>;
  readonly reader: Asynchronous<ReaderService>;
  readonly textIndex: boolean;
  readonly limits: WriteQueueLimits;
  readonly backup: (path: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The store made of its two threads. */
export function composeStore(parts: Parts): EventStore {
  const { reader, writer } = parts;
  const listeners = new Set<() => void>();
  const committed = (): void => {
    for (const listener of listeners) listener();
  };
  const queue = createWriteQueue((requests) => writer.append(requests), parts.limits, committed);
  let closing: Promise<void> | undefined;

  return {
    capabilities: capabilitiesOf(parts),
    projects: {
      list: () => reader.listProjects(),
      tryGetNumber: (key) => reader.tryGetProjectNumber(key),
      create: (key, name, now) => writer.createProject(key, name, now),
    },
    keys: {
      list: (project) => reader.listKeys(project),
      tryGet: (keyId) => reader.tryGetKey(keyId),
      add: (key) => writer.addKey(key),
      revoke: (keyId, now) => writer.revokeKey(keyId, now),
      used: (keyId, now) => writer.keyUsed(keyId, now),
    },
    async append(project, events, receivedAt) {
      if (closing !== undefined) throw closed();
      return queue.add({ project, receivedAt, bodies: events.map(({ json }) => json) });
    },
    quarantine: (project, events, receivedAt) => writer.quarantine(project, events, receivedAt),
    listRuns: (project, query) => reader.listRuns(project, query),
    tryGetRun: (project, runId) => reader.tryGetRun(project, runId),
    runEvents: (project, runId, query) => reader.runEvents(project, runId, query),
    listSessions: (project, query) => reader.listSessions(project, query),
    tryGetSession: (project, sessionId) => reader.tryGetSession(project, sessionId),
    sessionEvents: (project, id, query) => reader.sessionEvents(project, id, query),
    series: (project, query) => reader.series(project, query),
    breakdown: (project, query) => reader.breakdown(project, query),
    facets: (project, range) => reader.facets(project, range),
    search: (project, query) => searchInTurns(reader, project, query),
    delivery: (project) => reader.delivery(project),
    listQuarantine: (project, query) => reader.listQuarantine(project, query),
    eventsAfter: (project, position, limit) => reader.eventsAfter(project, position, limit),
    lastPosition: () => reader.lastPosition(),
    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    eraseRun: (project, runId) => writer.eraseRun(project, runId),
    eraseSession: (project, sessionId) => writer.eraseSession(project, sessionId),
    async prune(before) {
      const erased = { events: 0, runs: 0 };
      for (;;) {
        const step = await writer.prune(before);
        erased.events += step.events;
        erased.runs += step.runs;
        if (step.events === 0 && step.runs === 0) return erased;
      }
    },
    tidy: (now) => writer.pruneMinutes(now),
    rebuild: () => writer.rebuild(),
    backup: parts.backup,
    health: () => healthOf(parts),
    pending: queue.size,
    close() {
      closing ??= queue.drained().then(parts.close);
      return closing;
    },
  };
}

function capabilitiesOf({ textIndex }: Parts): StoreCapabilities {
  return {
    engine: 'sqlite',
    percentiles: 'approximate',
    textSearch: textIndex ? 'index' : 'scan',
    acknowledged: 'synced',
    readOnly: false,
  };
}

async function healthOf({ reader, facts }: Parts): Promise<StoreHealth> {
  const size = await reader.size();
  return {
    status: 'ok',
    engine: 'sqlite',
    events: size.events,
    runs: size.runs,
    bytes: size.bytes,
    freeBytes: size.freeBytes,
    schemaVersion: size.schemaVersion,
    ...(facts.setAside === undefined ? {} : { setAside: facts.setAside }),
  };
}

function closed(): StoreUnavailableError {
  return new StoreUnavailableError('closed', 'The collector is stopping.', 5);
}
