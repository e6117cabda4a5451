import type { Clock } from '../event/clock.ts';
import { encodeLine } from './line.ts';
import { quarantineName } from './names.ts';
import type { SpoolFs } from './spool-fs.ts';

const fileBytes = 1024 * 1024;
const mostFiles = 32;
const retentionMs = 30 * 24 * 3600_000;

/** Sets refused events aside: 32 files of 1 MiB at most, for 30 days at most. */
export interface QuarantineWriter {
  /** False when it cannot be written. Never throws. */
  add(json: string, destination: string, reason: string): boolean;
}

export function createQuarantineWriter(
  fs: SpoolFs,
  clock: Clock,
  base: string,
  instance: string,
): QuarantineWriter {
  const folder = `${base}/${quarantineName}`;
  let number = 0;
  let size = Infinity;

  /** The oldest go first: what nobody has looked at for that long nobody will. */
  function prune(): void {
    const files = fs
      .list(folder)
      .map((name) => ({ path: `${folder}/${name}`, facts: fs.facts(`${folder}/${name}`) }))
      .filter(({ facts }) => facts?.kind === 'file' && facts.ours)
      .sort((a, b) => (b.facts?.modifiedMs ?? 0) - (a.facts?.modifiedMs ?? 0));
    for (const [index, { path, facts }] of files.entries()) {
      const tooOld = clock.wall() - (facts?.modifiedMs ?? 0) > retentionMs;
      if (index >= mostFiles - 1 || tooOld) fs.remove(path);
    }
  }

  return {
    add(json, destination, reason) {
      try {
        const facts = { at: new Date(clock.wall()).toISOString(), destination, reason };
        const record = `${JSON.stringify(facts).slice(0, -1)},"event":${json}}`;
        const line = Buffer.from(encodeLine(record));
        if (size + line.length > fileBytes) {
          fs.makeFolder(folder);
          prune();
          number += 1;
          size = 0;
        }
        fs.append(`${folder}/${instance}-${number}.ndjson`, line);
        size += line.length;
        return true;
      } catch {
        return false;
      }
    },
  };
}
