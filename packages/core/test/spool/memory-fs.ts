import type { SpoolFs } from '../../src/spool/spool-fs.ts';

/** What becomes of writes that nobody has synced when the power goes. */
export type Aftermath = 'applied' | 'dropped' | 'torn' | 'garbage';

interface MemoryFile {
  bytes: Buffer;
  /** Where `bytes` lies, with room to grow. */
  room: Buffer;
  /** What the disk itself has. */
  durable: Buffer;
  readonly inode: number;
  modifiedMs: number;
  ours: boolean;
  link: boolean;
}

/** Decides, before an operation takes place, whether it fails. `write` may say how much is taken. */
export type Fault = (operation: string, path: string) => Error | number | undefined;

/** A disk in memory, which several processes can share and which can fail in every way a disk does. */
export interface MemoryDisk {
  readonly files: ReadonlyMap<string, MemoryFile>;
  /** Operations so far. */
  readonly operations: number;
  fault: Fault | undefined;
  /** Hears of each file that was renamed. */
  renamed: ((to: string) => void) | undefined;
  /** How long each write takes, told to whoever holds the clock. */
  slowMs: number;
  /** The disk as one process sees it, until it is killed. */
  mount(): SpoolFs & { kill(): void };
  /** Stops the machine: what is left of unsynced writes is up to `aftermath`. */
  crash(aftermath: Aftermath, random: () => number): MemoryDisk;
  put(path: string, bytes: Uint8Array, facts?: Partial<MemoryFile>): void;
  text(path: string): string;
  /** Paths of files below a folder. */
  below(folder: string): string[];
  bytesBelow(folder: string): number;
}

export function fsError(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: simulated`), { code });
}

export interface MemoryDiskOptions {
  readonly wall?: () => number;
  /** Lets time pass while a write takes. */
  readonly pass?: (ms: number) => void;
}

export function memoryDisk(options: MemoryDiskOptions = {}): MemoryDisk {
  const { wall = () => 0, pass = () => {} } = options;
  const files = new Map<string, MemoryFile>();
  const folders = new Map<string, { inode: number; modifiedMs: number }>();
  let inodes = 0;
  let handles = 0;
  const disk = {
    files,
    operations: 0,
    fault: undefined as Fault | undefined,
    renamed: undefined as MemoryDisk['renamed'],
    slowMs: 0,
    mount,
    crash,
    put,
    text: (path: string) => need(path).bytes.toString('utf8'),
    below: (folder: string) =>
      [...files.keys()].filter((path) => path.startsWith(`${folder}/`)).sort(),
    bytesBelow: (folder: string) =>
      disk.below(folder).reduce((sum, path) => sum + need(path).bytes.length, 0),
  };

  function need(path: string): MemoryFile {
    const file = files.get(path);
    if (!file) throw fsError('ENOENT');
    return file;
  }

  function parentOf(path: string): string {
    return path.slice(0, path.lastIndexOf('/'));
  }

  function makeFolders(path: string): void {
    const parts = path.split('/');
    for (let length = 1; length <= parts.length; length++) {
      const folder = parts.slice(0, length).join('/');
      if (!folders.has(folder)) folders.set(folder, { inode: ++inodes, modifiedMs: wall() });
    }
  }

  function put(path: string, bytes: Uint8Array, facts: Partial<MemoryFile> = {}): void {
    makeFolders(parentOf(path));
    const content = Buffer.from(bytes);
    files.set(path, {
      bytes: content,
      room: content,
      durable: Buffer.from(content),
      inode: ++inodes,
      modifiedMs: wall(),
      ours: true,
      link: false,
      ...facts,
    });
  }

  function writeAt(file: MemoryFile, bytes: Uint8Array, position: number): void {
    const size = Math.max(file.bytes.length, position + bytes.length);
    if (size > file.room.length) {
      const grown = Buffer.alloc(size * 2);
      file.bytes.copy(grown);
      file.room = grown;
    }
    file.room.set(bytes, position);
    file.bytes = file.room.subarray(0, size);
    file.modifiedMs = wall();
  }

  function crash(aftermath: Aftermath, random: () => number): MemoryDisk {
    const after = memoryDisk(options);
    for (const [path, file] of files) {
      const { bytes, durable } = file;
      let survived = bytes;
      if (aftermath !== 'applied' && !bytes.equals(durable)) {
        const cut = durable.length + Math.floor(random() * (bytes.length - durable.length));
        if (aftermath === 'dropped') survived = durable;
        if (aftermath === 'torn') survived = bytes.subarray(0, Math.max(cut, 0));
        if (aftermath === 'garbage') {
          survived = Buffer.from(bytes);
          const from = Math.min(cut, bytes.length);
          for (let at = from; at < Math.min(from + 512, bytes.length); at++) {
            survived[at] = Math.floor(random() * 256);
          }
        }
      }
      after.put(path, survived, { modifiedMs: file.modifiedMs, ours: file.ours, link: file.link });
    }
    return after;
  }

  function mount(): SpoolFs & { kill(): void } {
    const open = new Map<number, MemoryFile>();
    const paths = new Map<number, string>();
    let alive = true;

    function begin(operation: string, path: string): number | undefined {
      if (!alive) throw fsError('EKILLED');
      disk.operations += 1;
      const fault = disk.fault?.(operation, path);
      // A fault may have been the end of this very process.
      if (!alive) throw fsError('EKILLED');
      if (fault instanceof Error) throw fault;
      return fault;
    }

    function handle(number: number): MemoryFile {
      const file = open.get(number);
      if (!file) throw fsError('EBADF');
      return file;
    }

    function write(number: number, bytes: Uint8Array, position: number): number {
      const file = handle(number);
      const limit = begin('write', paths.get(number) ?? '');
      const taken = bytes.subarray(0, limit ?? bytes.length);
      writeAt(file, taken, position);
      return taken.length;
    }

    function read(path: string, position: number, length: number): Uint8Array {
      begin('read', path);
      const file = need(path);
      if (file.link) throw fsError('ELOOP');
      return Buffer.from(file.bytes.subarray(position, position + length));
    }

    function append(path: string, bytes: Uint8Array): void {
      const limit = begin('append', path);
      if (!folders.has(parentOf(path))) throw fsError('ENOENT');
      const file = files.get(path);
      if (file?.link) throw fsError('ELOOP');
      if (file) writeAt(file, bytes.subarray(0, limit ?? bytes.length), file.bytes.length);
      else {
        put(path, bytes.subarray(0, limit ?? bytes.length));
        need(path).durable = Buffer.alloc(0);
      }
    }

    return {
      kill: () => void (alive = false),
      makeFolder(path) {
        begin('makeFolder', path);
        makeFolders(path);
      },
      create(path) {
        begin('create', path);
        if (!folders.has(parentOf(path))) throw fsError('ENOENT');
        if (files.has(path)) throw fsError('EEXIST');
        put(path, new Uint8Array());
        const number = ++handles;
        open.set(number, need(path));
        paths.set(number, path);
        return number;
      },
      write(number, bytes, position) {
        pass(disk.slowMs);
        return write(number, bytes, position);
      },
      async writeLater(number, bytes, position) {
        await new Promise((resolve) => setImmediate(resolve));
        return write(number, bytes, position);
      },
      truncate(number, size) {
        begin('truncate', paths.get(number) ?? '');
        const file = handle(number);
        file.bytes = file.bytes.subarray(0, size);
      },
      sync(number) {
        begin('sync', paths.get(number) ?? '');
        const file = handle(number);
        file.durable = Buffer.from(file.bytes);
      },
      close(number) {
        begin('close', paths.get(number) ?? '');
        open.delete(number);
      },
      append,
      async appendLater(path, bytes) {
        await new Promise((resolve) => setImmediate(resolve));
        append(path, bytes);
      },
      read,
      async readLater(path, position, length) {
        await new Promise((resolve) => setImmediate(resolve));
        return read(path, position, length);
      },
      rename(from, to) {
        begin('rename', from);
        const folder = folders.get(from);
        if (folder) {
          for (const [path, file] of [...files].filter(([path]) => path.startsWith(`${from}/`))) {
            files.delete(path);
            files.set(to + path.slice(from.length), file);
          }
          folders.delete(from);
          folders.set(to, folder);
          return;
        }
        const file = need(from);
        if (!folders.has(parentOf(to))) throw fsError('ENOENT');
        files.delete(from);
        files.set(to, file);
        disk.renamed?.(to);
      },
      remove(path) {
        begin('remove', path);
        need(path);
        files.delete(path);
      },
      removeFolder(path) {
        begin('removeFolder', path);
        if (!folders.has(path)) throw fsError('ENOENT');
        if (disk.below(path).length > 0) throw fsError('ENOTEMPTY');
        folders.delete(path);
      },
      list(path) {
        begin('list', path);
        if (!folders.has(path)) throw fsError('ENOENT');
        const names = [...files.keys(), ...folders.keys()]
          .filter((other) => other.startsWith(`${path}/`))
          .map((other) => other.slice(path.length + 1).split('/')[0] as string);
        return [...new Set(names)].sort();
      },
      facts(path) {
        begin('facts', path);
        const folder = folders.get(path);
        if (folder) return { kind: 'folder', size: 0, ours: true, ...folder };
        const file = files.get(path);
        if (!file) return undefined;
        const { inode, modifiedMs, ours, link, bytes } = file;
        return { kind: link ? 'other' : 'file', size: bytes.length, inode, modifiedMs, ours };
      },
      touch(path) {
        begin('touch', path);
        need(path).modifiedMs = wall();
      },
      syncFolder: (path) => void begin('syncFolder', path),
    };
  }

  return disk;
}
