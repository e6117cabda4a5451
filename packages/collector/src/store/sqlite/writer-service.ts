import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Erased, Project } from '../../api-types.ts';
import type { StoredKey } from '../registries.ts';
import type { AppendStatus, Quarantined } from '../store.ts';
import { StoreUnavailableError } from '../store-errors.ts';
import { toStoreError } from './failure.ts';
import { openWriter, type OpenedWriter, type WriterOptions } from './open-writer.ts';
import { addKey, createProject, keyUsed, revokeKey } from './registry-tables.ts';
import { createEventWriter, type AppendRequest } from './write/append-events.ts';
import { createDerivation } from './write/derivation.ts';
import { createEraser } from './write/erase.ts';
import { createPositions } from './write/positions.ts';
import { pruneMinutes, pruneStep } from './write/prune.ts';
import { addToQuarantine } from './write/quarantine-table.ts';
import { rebuild } from './write/rebuild.ts';
import { arrangeTextIndex } from './write/text-index.ts';

export interface WriterServiceOptions extends WriterOptions {
  readonly textIndex: boolean;
  /** Appends are refused when the disk has less left than this. */
  readonly minFreeBytes: number;
}

export interface WriterFacts {
  readonly schemaVersion: number;
  readonly setAside?: string;
}

/** Everything that changes a store, on its one writing connection. */
export interface WriterService {
  facts(): WriterFacts;
  append(requests: readonly AppendRequest[]): AppendStatus[][];
  quarantine(project: number, events: readonly Quarantined[], receivedAt: number): void;
  eraseRun(project: number, runId: string): Erased | undefined;
  eraseSession(project: number, sessionId: string): Erased | undefined;
  /** One step; call until it answers with nothing. */
  prune(before: number): Erased;
  pruneMinutes(now: number): void;
  rebuild(): void;
  createProject(key: string, name: string, now: number): Project;
  addKey(key: StoredKey): void;
  revokeKey(keyId: string, now: number): boolean;
  keyUsed(keyId: string, now: number): void;
  close(): void;
}

export function createWriterService(options: WriterServiceOptions): WriterService {
  const { sql, schemaVersion, setAside, close } = openTranslated(options);
  createProject(sql, 'default', 'Default', Date.now());
  const index = arrangeTextIndex(sql, options.textIndex);
  const derivation = createDerivation(sql);
  const positions = createPositions(sql);
  const writer = createEventWriter(sql, derivation, positions, index);
  const eraser = createEraser(sql, derivation, positions, index);
  const space = freeSpaceGuard(options);

  return translated({
    facts: () => ({ schemaVersion, ...(setAside === undefined ? {} : { setAside }) }),
    append(requests) {
      space.require();
      return writer.append(requests);
    },
    quarantine(project, events, receivedAt) {
      space.require();
      addToQuarantine(sql, project, events, receivedAt);
    },
    eraseRun: eraser.eraseRun,
    eraseSession: eraser.eraseSession,
    prune: (before) => pruneStep(sql, derivation, positions, before, index),
    pruneMinutes(now) {
      pruneMinutes(sql, now);
      derivation.forget();
    },
    rebuild: () => rebuild(sql, derivation),
    createProject: (key, name, now) => createProject(sql, key, name, now),
    addKey: (key) => addKey(sql, key),
    revokeKey: (keyId, now) => revokeKey(sql, keyId, now),
    keyUsed: (keyId, now) => keyUsed(sql, keyId, now),
    close,
  });
}

function openTranslated(options: WriterOptions): OpenedWriter {
  try {
    return openWriter(options);
  } catch (error) {
    throw toStoreError(error);
  }
}

/** The same service whose errors say what they mean to a sender. */
function translated(service: WriterService): WriterService {
  return new Proxy(service, {
    get(target, name, receiver) {
      const method: unknown = Reflect.get(target, name, receiver);
      if (typeof method !== 'function') return method;
      return (...parameters: unknown[]): unknown => {
        try {
          return Reflect.apply(method, target, parameters) as unknown;
        } catch (error) {
          throw toStoreError(error);
        }
      };
    },
  });
}

const checkEveryMs = 1_000;

/** A disk that is really full also keeps SQLite from deleting: stop while there is room. */
function freeSpaceGuard({ path, minFreeBytes }: WriterServiceOptions): { require(): void } {
  let checkedAt = Number.NEGATIVE_INFINITY;
  let enough = true;
  return {
    require() {
      const now = performance.now();
      if (now - checkedAt > checkEveryMs || !enough) {
        const { bavail, bsize } = statfsSync(dirname(path));
        enough = bavail * bsize >= minFreeBytes;
        checkedAt = now;
      }
      if (enough) return;
      throw new StoreUnavailableError(
        'full',
        `Less than ${Math.round(minFreeBytes / 2 ** 20)} MiB are free on the disk of the store.`,
        30,
      );
    },
  };
}
