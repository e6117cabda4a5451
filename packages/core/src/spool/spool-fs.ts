/** What the spool needs to know about a path, without following links. */
export interface FileFacts {
  readonly kind: 'file' | 'folder' | 'other';
  readonly size: number;
  /** Tells two files apart that had the same path. */
  readonly inode: number;
  readonly modifiedMs: number;
  /** Whether the file belongs to the user this process runs as. */
  readonly ours: boolean;
}

/**
 * The disk, as the spool sees it: few operations, so that a test can be the disk and fail at each of
 * them. All throw (or reject with) what `node:fs` would.
 */
export interface SpoolFs {
  /** Makes a folder and those above it, for the owner only. */
  makeFolder(path: string): void;
  /** Creates a file that must not exist, for the owner only, without following links. */
  create(path: string): number;
  /** Writes at a position and tells how much was taken, which a full disk makes less than asked. */
  write(handle: number, bytes: Uint8Array, position: number): number;
  writeLater(handle: number, bytes: Uint8Array, position: number): Promise<number>;
  truncate(handle: number, size: number): void;
  /** Returns when the disk itself has everything that was written. */
  sync(handle: number): void;
  close(handle: number): void;
  /** Adds to the end of a file, which is made when there is none. */
  append(path: string, bytes: Uint8Array): void;
  appendLater(path: string, bytes: Uint8Array): Promise<void>;
  /** Reads at most `length` bytes; fewer at the end of the file. Does not follow links. */
  read(path: string, position: number, length: number): Uint8Array;
  readLater(path: string, position: number, length: number): Promise<Uint8Array>;
  rename(from: string, to: string): void;
  remove(path: string): void;
  removeFolder(path: string): void;
  list(path: string): readonly string[];
  /** Undefined when there is nothing. */
  facts(path: string): FileFacts | undefined;
  /** Sets a file's time of modification to now. */
  touch(path: string): void;
  /** Makes the names in a folder as durable as their files. */
  syncFolder(path: string): void;
}
