import { join } from 'node:path';
import { openDatabase } from '../../packages/collector/src/store/sqlite/driver.ts';
import { createWriterService } from '../../packages/collector/src/store/sqlite/writer-service.ts';
import type { Batch } from './make-batches.ts';

export interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/**
 * Our store alone, in this thread, one synced commit per batch: it reads each event, removes
 * duplicates, and keeps runs, sessions and sums by the minute and the hour.
 */
export function ownStore(folder: string, batches: readonly Batch[]): Measured {
  const writer = createWriterService({
    path: join(folder, 'own.db'),
    textIndex: false,
    minFreeBytes: 0,
  });
  const requests = batches.map(({ events }) => events.map(({ json }) => json));
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  for (const bodies of requests) writer.append([{ project: 1, receivedAt: Date.now(), bodies }]);
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  writer.close();
  return { seconds, cpuSeconds: (user + system) / 1e6 };
}

/**
 * The floor: SQLite alone, in this thread, one synced commit per batch. It stores the finished
 * JSON under its id and run, and counts per run; it reads, checks and derives nothing.
 */
export function bareStore(folder: string, batches: readonly Batch[]): Measured {
  const database = openDatabase(join(folder, 'bare.db'));
  database.exec(
    'PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536',
  );
  database.exec(`
    CREATE TABLE events(position INTEGER PRIMARY KEY, id BLOB NOT NULL, run INT NOT NULL, sequence INT NOT NULL, body TEXT NOT NULL) STRICT;
    CREATE UNIQUE INDEX events_id ON events(id);
    CREATE INDEX events_run ON events(run, sequence);
    CREATE TABLE runs(run INTEGER PRIMARY KEY, events INT NOT NULL) STRICT;
  `);
  const insert = database.prepare(
    'INSERT INTO events(id, run, sequence, body) VALUES(?, ?, ?, ?) ON CONFLICT(id) DO NOTHING',
  );
  const count = database.prepare(
    'INSERT INTO runs(run, events) VALUES(?, ?) ON CONFLICT(run) DO UPDATE SET events = events + excluded.events',
  );
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  for (const { events } of batches) {
    database.exec('BEGIN IMMEDIATE');
    const runs = new Map<number, number>();
    for (const { id, run, sequence, json } of events) {
      insert.run(id, run, sequence, json);
      runs.set(run, (runs.get(run) ?? 0) + 1);
    }
    for (const [run, events_] of runs) count.run(run, events_);
    database.exec('COMMIT');
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  database.close();
  return { seconds, cpuSeconds: (user + system) / 1e6 };
}
