import { builtin } from './builtin.ts';
import type { Batch, SendResult, Transport } from './transport.ts';

/** The part of `node:fs` that the file transport needs. */
export type FileSystem = Pick<
  typeof import('node:fs'),
  | 'closeSync'
  | 'constants'
  | 'existsSync'
  | 'fstatSync'
  | 'ftruncateSync'
  | 'mkdirSync'
  | 'openSync'
  | 'unlinkSync'
  | 'writeFileSync'
  | 'writeSync'
>;

export interface FileTransportOptions {
  /** Default `.heddle/events-<date>-<instance>.ndjson` in the working directory. */
  readonly path?: string;
  /** A file that would grow beyond this is followed by another, `….2.ndjson`. Default 32 MiB. */
  readonly maxBytes?: number;
  /** How many files of this process to keep; the oldest goes first. Default 16. */
  readonly maxFiles?: number;
  /** For tests. */
  readonly fs?: FileSystem;
}

export interface FileTransport extends Transport {
  /** The file that is written now. */
  readonly path: string;
  send(batch: Batch): SendResult;
  close(): void;
}

/** Waiting does not change who may write where. */
const needsPerson: readonly unknown[] = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EISDIR', 'ELOOP'];

/**
 * Appends events to a file, one JSON object a line (NDJSON). Synchronous: what was sent is the
 * kernel's, and stays when the process is killed. Only the owner may read it (0600, folders 0700).
 *
 * @throws {TypeError} where there is no file system.
 * @example
 * createHeddle({ transport: file({ path: 'logs/agent.ndjson' }) });
 */
export function file(options: FileTransportOptions = {}): FileTransport {
  const { path: first = defaultPath(), maxBytes = 32 * 1024 * 1024, maxFiles = 16 } = options;
  const fs = options.fs ?? fileSystem();
  const paths = [first];
  let made = 1;
  let path = first;
  let descriptor: number | undefined;
  /** Bytes of whole batches in the current file, and of the one that is being written. */
  let size = 0;
  let written = 0;

  function open(): number {
    prepareFolder(fs, path);
    // Windows has no O_NOFOLLOW.
    const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY }: Partial<FileSystem['constants']> =
      fs.constants;
    const flags = (O_WRONLY ?? 0) | (O_CREAT ?? 0) | (O_APPEND ?? 0) | (O_NOFOLLOW ?? 0);
    const opened = fs.openSync(path, flags, 0o600);
    descriptor = opened;
    size = fs.fstatSync(opened).size;
    return opened;
  }

  function close(): void {
    const closing = descriptor;
    descriptor = undefined;
    if (closing !== undefined) fs.closeSync(closing);
  }

  function roll(): void {
    close();
    made += 1;
    path = numbered(first, made);
    paths.push(path);
    const oldest = paths.length > maxFiles ? paths.shift() : undefined;
    if (oldest !== undefined && fs.existsSync(oldest)) fs.unlinkSync(oldest);
  }

  function append(bytes: Uint8Array): void {
    // Somebody may have deleted the file: writing on would please nobody.
    if (descriptor !== undefined && fs.fstatSync(descriptor).nlink === 0) close();
    let target = descriptor ?? open();
    if (size > 0 && size + bytes.length > maxBytes) {
      roll();
      target = open();
    }
    // A full disk first takes a part without a word; only the next write says so.
    while (written < bytes.length) written += fs.writeSync(target, bytes, written);
    size += bytes.length;
  }

  /** Takes a torn tail away, unless somebody else has appended meanwhile. */
  function repair(): void {
    if (descriptor === undefined) return;
    if (fs.fstatSync(descriptor).size === size + written) fs.ftruncateSync(descriptor, size);
    close();
  }

  return {
    name: `file ${first}`,
    spooled: false,
    maxDelayMs: 50,
    get path() {
      return path;
    },
    send(batch) {
      const bytes = new TextEncoder().encode(batch.events.map(({ json }) => `${json}\n`).join(''));
      written = 0;
      try {
        append(bytes);
        return { status: 'delivered' };
      } catch (error) {
        try {
          repair();
        } catch {
          descriptor = undefined;
        }
        const { code, message } = error as NodeJS.ErrnoException;
        return { status: 'retry', reason: message, pause: needsPerson.includes(code) };
      }
    },
    close,
  };
}

function fileSystem(): FileSystem {
  const fs = builtin('node:fs');
  if (!fs) throw new TypeError('file() needs a file system; use http() or memory() here.');
  return fs;
}

function defaultPath(): string {
  const date = new Date().toISOString().slice(0, 10);
  const instance = Math.random().toString(36).slice(2, 10);
  return `.heddle/events-${date}-${instance}.ndjson`;
}

function numbered(path: string, number: number): string {
  const dot = path.lastIndexOf('.');
  const cut = dot > path.lastIndexOf('/') + 1 ? dot : path.length;
  return `${path.slice(0, cut)}.${number}${path.slice(cut)}`;
}

/** Our own folder is nothing to commit. */
function prepareFolder(fs: FileSystem, path: string): void {
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  if (folder === '' || fs.existsSync(folder)) return;
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (folder.endsWith('.heddle')) fs.writeFileSync(`${folder}/.gitignore`, '*\n', { mode: 0o600 });
}
