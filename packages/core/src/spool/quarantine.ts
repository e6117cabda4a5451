import { randomBytes } from 'node:crypto';
import type { Json, JsonObject } from '@heddle/events';
import { encodeHeader } from './header.ts';
import { encodeLine, scanLines } from './line.ts';
import { isDestinationsName, quarantineName, segmentName } from './names.ts';
import { nodeFs } from './node-fs.ts';
import type { SpoolFs } from './spool-fs.ts';

/** An event that a receiver refused, with what it said. */
export interface QuarantinedEvent {
  readonly eventId: string;
  readonly type: string;
  /** When it was set aside (ISO 8601). */
  readonly at: string;
  /** The destination that refused it. */
  readonly destination: string;
  readonly reason: string;
  readonly event: JsonObject;
  /** The file it is in. */
  readonly path: string;
}

export interface QuarantineOptions {
  /** The spool's root. Default `.heddle/spool`. */
  readonly path?: string;
  /** Only these; all when absent. */
  readonly where?: (entry: QuarantinedEvent) => boolean;
  /** For tests. */
  readonly fs?: SpoolFs;
}

const defaultRoot = '.heddle/spool';

/** Everything that was set aside, the oldest file first. Damaged records are left out. */
export function listQuarantine(options: QuarantineOptions = {}): QuarantinedEvent[] {
  const { where = () => true } = options;
  return files(options).flatMap((file) => file.entries.filter(where));
}

/**
 * Puts quarantined events back on their way: the next process with the same destinations sends them
 * again, to the one that refused them only. Gives back how many.
 *
 * @example
 * replayQuarantine({ where: ({ reason }) => reason.includes('agentKey') });
 */
export function replayQuarantine(options: QuarantineOptions = {}): number {
  const { fs = nodeFs } = options;
  let replayed = 0;
  for (const { base, path, entries } of files(options)) {
    const chosen = entries.filter(options.where ?? (() => true));
    for (const destination of new Set(chosen.map((entry) => entry.destination))) {
      const own = chosen.filter((entry) => entry.destination === destination);
      putBack(fs, base, destination, own);
      replayed += own.length;
    }
    rewrite(fs, path, entries, chosen);
  }
  return replayed;
}

/** Deletes quarantined events for good. Gives back how many. */
export function dropQuarantine(options: QuarantineOptions = {}): number {
  const { fs = nodeFs, where = () => true } = options;
  let dropped = 0;
  for (const { path, entries } of files(options)) {
    const chosen = entries.filter(where);
    rewrite(fs, path, entries, chosen);
    dropped += chosen.length;
  }
  return dropped;
}

interface QuarantineFile {
  readonly base: string;
  readonly path: string;
  readonly entries: readonly QuarantinedEvent[];
}

function files({ path: root = defaultRoot, fs = nodeFs }: QuarantineOptions): QuarantineFile[] {
  const bases = fs.facts(root) ? fs.list(root).filter(isDestinationsName) : [];
  return bases.flatMap((name) => {
    const base = `${root}/${name}`;
    const folder = `${base}/${quarantineName}`;
    if (fs.facts(folder)?.kind !== 'folder') return [];
    return fs
      .list(folder)
      .map((file) => `${folder}/${file}`)
      .filter((path) => fs.facts(path)?.kind === 'file')
      .sort((a, b) => (fs.facts(a)?.modifiedMs ?? 0) - (fs.facts(b)?.modifiedMs ?? 0))
      .map((path) => ({ base, path, entries: read(fs, path) }));
  });
}

function read(fs: SpoolFs, path: string): QuarantinedEvent[] {
  const bytes = fs.read(path, 0, fs.facts(path)?.size ?? 0);
  return scanLines(bytes, 0, true).records.map(({ json }) => {
    const { at, destination, reason, event } = JSON.parse(json) as Record<string, Json>;
    const { eventId, type } = event as { eventId: string; type: string };
    return { eventId, type, at, destination, reason, event, path } as QuarantinedEvent;
  });
}

/** As the segment of an instance that has ended, in which all others have settled everything. */
function putBack(
  fs: SpoolFs,
  base: string,
  destination: string,
  entries: readonly QuarantinedEvent[],
): void {
  const instance = `replay-${randomBytes(16).toString('hex')}`;
  const folder = `${base}/${instance}`;
  const header = encodeHeader({ instance, destinations: [destination], wall: Date.now() });
  const lines = entries.map(({ event }) => encodeLine(JSON.stringify(event)));
  fs.makeFolder(`${folder}.new`);
  fs.append(`${folder}.new/${segmentName('bulk', 1)}`, Buffer.from(header + lines.join('')));
  fs.rename(`${folder}.new`, folder);
}

/** First the new file, then the old one goes: a crash between leaves duplicates, not gaps. */
function rewrite(
  fs: SpoolFs,
  path: string,
  entries: readonly QuarantinedEvent[],
  gone: readonly QuarantinedEvent[],
): void {
  if (gone.length === 0) return;
  const left = entries.filter((entry) => !gone.includes(entry));
  if (left.length > 0) {
    const lines = left.map(({ at, destination, reason, event }) =>
      encodeLine(JSON.stringify({ at, destination, reason, event })),
    );
    fs.append(
      path.replace(/\.ndjson$/, `-${randomBytes(4).toString('hex')}.ndjson`),
      Buffer.from(lines.join('')),
    );
  }
  fs.remove(path);
}
