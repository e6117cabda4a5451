import type { Clock } from '../event/clock.ts';
import { readHeader } from './header.ts';
import {
  adoptedName,
  heartbeatName,
  isInstanceName,
  isReplayName,
  laneOf,
  leftName,
} from './names.ts';
import type { Lane } from './segment.ts';
import type { SpoolFs } from './spool-fs.ts';

/** A segment that was another's and is in our folder now. */
export interface AdoptedFile {
  readonly lane: Lane;
  readonly path: string;
}

export interface AdopterOptions {
  readonly fs: SpoolFs;
  readonly clock: Clock;
  /** Where the instances are. */
  readonly base: string;
  /** A heartbeat older than this belongs to nobody. */
  readonly orphanAfterMs: number;
  /** Something is there that is not ours to touch. Said once for each. */
  skipped(path: string, why: string): void;
}

/** Looks for what processes that ended have left behind. */
export interface Adopter {
  /**
   * Moves orphaned segments into `own`. A rename has one winner, so several processes may look at
   * the same time. Never throws.
   */
  adopt(own: { readonly path: string; check(): void }): AdoptedFile[];
}

const looksToBeSure = 3;
const longestHeader = 64 * 1024;

export function createAdopter(options: AdopterOptions): Adopter {
  const { fs, clock, base, orphanAfterMs } = options;
  const seen = new Map<string, { signature: string; since: number; looks: number }>();
  const told = new Set<string>();

  function skip(path: string, why: string): void {
    if (told.has(path)) return;
    told.add(path);
    options.skipped(path, why);
  }

  /**
   * By the age of the heartbeat; where the wall clock cannot be trusted, by watching it stand still
   * on our own clock. Never by process ids, which containers use again.
   */
  function isOrphan(name: string): boolean {
    const folder = `${base}/${name}`;
    const facts = fs.facts(folder);
    if (facts?.kind !== 'folder' || !facts.ours) {
      if (facts) skip(folder, 'it is not a folder of ours');
      return false;
    }
    if (isReplayName(name) || fs.facts(`${folder}/${leftName}`)) return true;
    const { inode, modifiedMs } = fs.facts(`${folder}/${heartbeatName}`) ?? facts;
    const signature = `${inode}:${modifiedMs}`;
    const before = seen.get(name);
    if (before?.signature !== signature) {
      seen.set(name, { signature, since: clock.now(), looks: 1 });
      return !before && clock.wall() - modifiedMs >= orphanAfterMs;
    }
    before.looks += 1;
    return before.looks >= looksToBeSure && clock.now() - before.since >= orphanAfterMs;
  }

  function take(folder: string, name: string, from: string, into: string): AdoptedFile | undefined {
    const path = `${folder}/${name}`;
    const lane = laneOf(name);
    const facts = fs.facts(path);
    if (!lane || facts?.kind !== 'file' || !facts.ours) {
      if (facts && !isOurRubbish(name)) skip(path, 'it is no segment');
      return undefined;
    }
    if (readHeader(fs.read(path, 0, longestHeader)) === 'newer') {
      skip(path, 'a newer version of Heddle wrote it');
      return undefined;
    }
    const target = `${into}/${adoptedName(name, from)}`;
    for (const other of fs.list(folder)) {
      if (!other.startsWith(`${name}.`) || !other.endsWith('.done')) continue;
      fs.rename(`${folder}/${other}`, target + other.slice(name.length));
    }
    fs.rename(path, target);
    return { lane, path: target };
  }

  function takeAll(name: string, into: string): AdoptedFile[] {
    const folder = `${base}/${name}`;
    const taken: AdoptedFile[] = [];
    for (const file of fs.list(folder)) {
      try {
        const adopted = take(folder, file, name, into);
        if (adopted) taken.push(adopted);
      } catch {
        // Somebody else was quicker, or the file cannot be moved now.
      }
    }
    try {
      if (!fs.list(folder).every(isOurRubbish)) return taken;
      for (const file of fs.list(folder)) fs.remove(`${folder}/${file}`);
      fs.removeFolder(folder);
    } catch {
      // Next time, or somebody else.
    }
    return taken;
  }

  return {
    adopt(own) {
      try {
        const others = fs
          .list(base)
          .filter((name) => isInstanceName(name) && !own.path.endsWith(`/${name}`));
        return others.filter(isOrphan).flatMap((name) => {
          own.check();
          return takeAll(name, own.path);
        });
      } catch {
        return [];
      }
    },
  };
}

function isOurRubbish(name: string): boolean {
  return name === heartbeatName || name === leftName || name.endsWith('.done');
}
