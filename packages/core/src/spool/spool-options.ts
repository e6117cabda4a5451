import { nodeFs } from './node-fs.ts';
import type { SpoolFs } from './spool-fs.ts';

/**
 * What the end of the process may cost.
 *
 * - `batch`: a kill may cost what was emitted within the last 50 ms, except beginnings and endings
 *   of runs and sessions, errors, approvals and tool calls, which are written at once.
 * - `write`: a kill costs nothing that was emitted. A power failure may.
 * - `fsync`: a power failure costs nothing that was emitted. Every emit waits for the disk.
 */
export type Durability = 'batch' | 'write' | 'fsync';

export interface SpoolOptions {
  /** The folder. Default `.heddle/spool`. */
  readonly path?: string;
  /** Default `batch`. */
  readonly level?: Durability;
  /** Most bytes on disk. Default 512 MiB. The oldest ordinary events go first, and are counted. */
  readonly maxBytes?: number;
  /** Events that have waited longer are given up and counted. Default 7 days. */
  readonly retentionMs?: number;
  /** Size at which a file is followed by another. Default 4 MiB. */
  readonly segmentBytes?: number;
  /** How long a process must have been silent before others take over its events. Default 60 s. */
  readonly orphanAfterMs?: number;
  /** For tests. */
  readonly fs?: SpoolFs;
}

/** @throws {RangeError} for sizes and times that are not positive. */
export function resolveSpoolOptions(options: SpoolOptions): Required<SpoolOptions> {
  const resolved: Required<SpoolOptions> = {
    path: '.heddle/spool',
    level: 'batch',
    maxBytes: 512 * 1024 * 1024,
    retentionMs: 7 * 24 * 3600_000,
    segmentBytes: 4 * 1024 * 1024,
    orphanAfterMs: 60_000,
    fs: nodeFs,
    ...options,
  };
  for (const name of ['maxBytes', 'retentionMs', 'segmentBytes', 'orphanAfterMs'] as const) {
    if (!(resolved[name] >= 0)) throw new RangeError(`spool() needs ${name} to be 0 or more.`);
  }
  return resolved;
}
