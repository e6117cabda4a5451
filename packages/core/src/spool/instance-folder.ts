import type { Clock } from '../event/clock.ts';
import { heartbeatName, leftName } from './names.ts';
import type { SpoolFs } from './spool-fs.ts';

/** After so long without a beat somebody may have taken us for dead. */
const uncertainMs = 30_000;

/** The folder of one process or worker, and the proof that it is still its own. */
export interface InstanceFolder {
  readonly path: string;
  readonly made: boolean;
  /**
   * Makes the folder when there is none yet, and makes sure that it is still ours after a time in
   * which we may have been asleep.
   *
   * @throws when it cannot be made, belongs to somebody else or was taken over.
   */
  check(): void;
  /** Says that we are alive. Tells whether the folder is still ours. */
  beat(): boolean;
  /** Tells others that nothing will be written any more. Never throws. */
  leave(): void;
  /** The same, and removes the folder when there is nothing in it. Never throws. */
  remove(): void;
}

export function createInstanceFolder(
  fs: SpoolFs,
  clock: Clock,
  parents: readonly string[],
  path: string,
): InstanceFolder {
  const heartbeat = `${path}/${heartbeatName}`;
  let inode: number | undefined;
  let beatAt = 0;
  let beatWall = 0;
  let left = false;

  function make(): void {
    for (const folder of [...parents, path]) {
      fs.makeFolder(folder);
      const facts = fs.facts(folder);
      if (facts?.kind !== 'folder' || !facts.ours) {
        throw Object.assign(new Error(`EPERM: ${folder} belongs to somebody else`), {
          code: 'EPERM',
        });
      }
    }
    fs.append(heartbeat, Buffer.from(`${JSON.stringify({ startedAt: clock.wall() })}\n`));
    inode = fs.facts(heartbeat)?.inode;
    remember();
  }

  function remember(): void {
    beatAt = clock.now();
    beatWall = clock.wall();
  }

  function beat(): boolean {
    if (inode === undefined) return true;
    try {
      if (fs.facts(heartbeat)?.inode !== inode) return false;
      fs.touch(heartbeat);
      remember();
    } catch {
      // A disk that is sick is no reason to think ourselves dead.
    }
    return true;
  }

  function leave(): void {
    if (inode === undefined || left) return;
    try {
      fs.append(`${path}/${leftName}`, new Uint8Array());
      left = true;
    } catch {
      // Others will see that the heart has stopped.
    }
  }

  return {
    path,
    get made() {
      return inode !== undefined;
    },
    check() {
      if (inode === undefined) {
        make();
        return;
      }
      // Either clock may stand still while the machine or the process sleeps.
      const asleep = Math.max(clock.now() - beatAt, Math.abs(clock.wall() - beatWall));
      if (asleep > uncertainMs && !beat()) throw new FolderLostError(path);
    },
    beat,
    leave,
    remove() {
      if (inode === undefined) return;
      try {
        if (fs.list(path).some((name) => name !== heartbeatName && name !== leftName))
          return leave();
        for (const name of fs.list(path)) fs.remove(`${path}/${name}`);
        fs.removeFolder(path);
      } catch {
        // Whoever finds it will take it over.
      }
    },
  };
}

/** Another process has taken the folder over, or somebody has deleted it. */
export class FolderLostError extends Error {
  override readonly name = 'FolderLostError';
  constructor(path: string) {
    super(`${path} is no longer ours`);
  }
}
