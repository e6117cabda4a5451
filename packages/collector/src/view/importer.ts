import { defaultLimits } from '../http/limits.ts';
import { derivedId } from '../ingest/derived-id.ts';
import { readItem } from '../ingest/read-item.ts';
import type { EventStore, IncomingEvent } from '../store/store.ts';
import { findEventFiles } from './event-files.ts';
import { parseLine } from './parse-line.ts';
import { readLines } from './read-lines.ts';

/** What was found in the files, each line counted once. */
export interface ImportReport {
  files: number;
  events: number;
  duplicates: number;
  /** Lines that are events but not valid ones; they are in the quarantine. */
  invalid: number;
  /** Lines whose checksum does not fit, or that are no JSON. */
  damaged: number;
  other: number;
}

export interface Importer {
  readonly report: Readonly<ImportReport>;
  refresh(): Promise<Readonly<ImportReport>>;
  /** Resolves when no refresh is under way. */
  refreshed(): Promise<void>;
}

const eventsPerAppend = 500;

/** Reads event files into a store, and later what was added to them since. */
export function createImporter(path: string, store: EventStore): Importer {
  const offsets = new Map<string, number>();
  const report: ImportReport = {
    files: 0,
    events: 0,
    duplicates: 0,
    invalid: 0,
    damaged: 0,
    other: 0,
  };
  let running: Promise<unknown> = Promise.resolve();

  const refresh = async (): Promise<void> => {
    const project = await store.projects.tryGetNumber('default');
    if (project === undefined) throw new Error('The store has no default project.');
    for (const file of findEventFiles(path)) {
      if (!offsets.has(file)) report.files += 1;
      offsets.set(file, await importFile(store, project, file, offsets.get(file) ?? 0, report));
    }
  };

  return {
    report,
    refresh() {
      const next = running.then(refresh);
      running = next.catch(() => {});
      return next.then(() => report);
    },
    async refreshed() {
      await running;
    },
  };
}

async function importFile(
  store: EventStore,
  project: number,
  file: string,
  from: number,
  report: ImportReport,
): Promise<number> {
  const lines = readLines(file, from);
  let waiting: IncomingEvent[] = [];
  const append = async (): Promise<void> => {
    const events = waiting;
    waiting = [];
    if (events.length === 0) return;
    for (const status of await store.append(project, events, Date.now())) {
      if (status === 'stored') report.events += 1;
      else if (status === 'duplicate') report.duplicates += 1;
      else report.invalid += 1;
    }
  };
  for (;;) {
    const next = lines.next();
    if (next.done === true) {
      await append();
      return next.value;
    }
    waiting.push(...(await readLine(store, project, next.value, report)));
    if (waiting.length >= eventsPerAppend) await append();
  }
}

async function readLine(
  store: EventStore,
  project: number,
  line: Buffer,
  report: ImportReport,
): Promise<readonly IncomingEvent[]> {
  const parsed = parseLine(line);
  if (parsed.kind !== 'event') {
    report[parsed.kind] += 1;
    return [];
  }
  const receivedAt = Date.now();
  const rules = { dialects: [], bytesPerEvent: defaultLimits.inflatedBytes };
  const item = readItem(parsed.text, rules, {
    receivedAt,
    idFrom: (text) => derivedId('file', text),
  });
  if (item.status === 'events') return item.events;
  report.invalid += 1;
  const { reason, body, status } = item;
  await store.quarantine(project, [{ reason: status, detail: reason, body }], receivedAt);
  return [];
}
