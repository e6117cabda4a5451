import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteFile } from '../store/sqlite/open-sqlite-file.ts';
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts';
import { readOnlyView } from '../store/read-only-view.ts';
import type { EventStore } from '../store/store.ts';
import { createImporter, type ImportReport } from './importer.ts';

export interface ReadOnlyOptions {
  /** Look for new lines this often, in milliseconds. Default: only when `refresh` is called. */
  readonly followMs?: number;
  /** Told when following fails, such as when the folder went away. */
  readonly onError?: (error: unknown) => void;
}

export interface ReadOnlySource {
  /** To be given to `createCollector({ store })`, which closes it. */
  readonly store: EventStore;
  /** What was found so far. */
  readonly report: Readonly<ImportReport>;
  /** Takes in what was written since. */
  refresh(): Promise<Readonly<ImportReport>>;
}

/**
 * Opens recorded events for looking at: a folder or file of NDJSON as the SDK writes it without a
 * collector, or a collector's database. Files are read into a temporary store that is deleted when
 * it is closed; nothing at the path is changed.
 *
 * @throws Error when there is nothing at the path.
 * @example
 * const { store, report } = await openReadOnly('.heddle');
 * const collector = await createCollector({ store, port: 0 });
 */
export async function openReadOnly(
  path: string,
  options: ReadOnlyOptions = {},
): Promise<ReadOnlySource> {
  if (isDatabase(path)) return overDatabase(path);
  const folder = mkdtempSync(join(tmpdir(), 'heddle-view-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const store = await openSqliteStore({ path: join(folder, 'view.db'), minFreeBytes: 0 });
    return await overFiles(path, store, remove, options);
  } catch (error) {
    remove();
    throw error;
  }
}

function isDatabase(path: string): boolean {
  return path.endsWith('.db') && statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

async function overDatabase(path: string): Promise<ReadOnlySource> {
  const store = await openSqliteFile(path);
  const { events } = await store.health();
  const report = { files: 1, events, duplicates: 0, invalid: 0, damaged: 0, other: 0 };
  return { store, report, refresh: () => Promise.resolve(report) };
}

async function overFiles(
  path: string,
  store: EventStore,
  remove: () => void,
  { followMs, onError }: ReadOnlyOptions,
): Promise<ReadOnlySource> {
  const importer = createImporter(path, store);
  try {
    await importer.refresh();
  } catch (error) {
    await store.close();
    throw error;
  }
  const timer =
    followMs === undefined
      ? undefined
      : setInterval(() => {
          importer.refresh().catch((error: unknown) => onError?.(error));
        }, followMs).unref();
  return {
    store: readOnlyView(store, async () => {
      clearInterval(timer);
      await importer.refreshed();
      await store.close();
      remove();
    }),
    report: importer.report,
    refresh: importer.refresh,
  };
}
