import * as fs from 'node:fs';
import { promisify } from 'node:util';
import type { SpoolFs } from './spool-fs.ts';

const { O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_WRONLY } = fs.constants;
// Windows has none.
const O_NOFOLLOW = (fs.constants as Partial<typeof fs.constants>).O_NOFOLLOW ?? 0;
const writeLater = promisify(fs.write);
const readLater = promisify(fs.read);
const openLater = promisify(fs.open);
const closeLater = promisify(fs.close);
const userId = process.getuid?.();

function using<Result>(handle: number, work: (handle: number) => Result): Result {
  try {
    return work(handle);
  } finally {
    fs.closeSync(handle);
  }
}

/** The real disk. */
export const nodeFs: SpoolFs = {
  makeFolder: (path) => void fs.mkdirSync(path, { recursive: true, mode: 0o700 }),
  create: (path) => fs.openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600),
  write: (handle, bytes, position) => fs.writeSync(handle, bytes, 0, bytes.length, position),
  writeLater: async (handle, bytes, position) =>
    (await writeLater(handle, bytes, 0, bytes.length, position)).bytesWritten,
  truncate: (handle, size) => fs.ftruncateSync(handle, size),
  sync: (handle) => fs.fdatasyncSync(handle),
  close: (handle) => fs.closeSync(handle),
  append(path, bytes) {
    using(fs.openSync(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0o600), (handle) =>
      fs.writeSync(handle, bytes),
    );
  },
  async appendLater(path, bytes) {
    const handle = await openLater(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0o600);
    try {
      await writeLater(handle, bytes);
    } finally {
      await closeLater(handle);
    }
  },
  read: (path, position, length) =>
    using(fs.openSync(path, O_RDONLY | O_NOFOLLOW), (handle) => {
      const bytes = Buffer.allocUnsafe(length);
      return bytes.subarray(0, fs.readSync(handle, bytes, 0, length, position));
    }),
  async readLater(path, position, length) {
    const handle = await openLater(path, O_RDONLY | O_NOFOLLOW);
    try {
      const bytes = Buffer.allocUnsafe(length);
      const { bytesRead } = await readLater(handle, bytes, 0, length, position);
      return bytes.subarray(0, bytesRead);
    } finally {
      await closeLater(handle);
    }
  },
  rename: (from, to) => fs.renameSync(from, to),
  remove: (path) => fs.unlinkSync(path),
  removeFolder: (path) => fs.rmdirSync(path),
  list: (path) => fs.readdirSync(path),
  facts(path) {
    const stats = fs.lstatSync(path, { throwIfNoEntry: false });
    return (
      stats && {
        kind: stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other',
        size: stats.size,
        inode: stats.ino,
        modifiedMs: stats.mtimeMs,
        ours: userId === undefined || stats.uid === userId,
      }
    );
  },
  touch(path) {
    const now = new Date();
    fs.utimesSync(path, now, now);
  },
  syncFolder: (path) => using(fs.openSync(path, O_RDONLY), (handle) => fs.fsyncSync(handle)),
};
