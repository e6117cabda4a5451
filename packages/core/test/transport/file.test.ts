import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { file, type FileSystem } from '../../src/transport/file.ts';
import { batchOf, transportContract } from '@heddle/testing/vitest';

const folders: string[] = [];

function folder(): string {
  const path = fs.mkdtempSync(join(tmpdir(), 'heddle-file-'));
  folders.push(path);
  return path;
}

afterEach(() => {
  for (const path of folders.splice(0)) fs.rmSync(path, { recursive: true, force: true });
});

function linesOf(path: string): string[] {
  const text = fs.readFileSync(path, 'utf8');
  expect(text === '' || text.endsWith('\n')).toBe(true);
  return text.split('\n').slice(0, -1);
}

const jsonOf = (batch: ReturnType<typeof batchOf>): string[] =>
  batch.events.map(({ json }) => json);

/** A disk with `room` bytes left, that behaves as a full one does: a part first, an error next. */
function fullDisk(room: number): FileSystem & { room: number } {
  const disk = {
    ...fs,
    room,
    writeSync(descriptor: number, bytes: Uint8Array, offset = 0) {
      if (disk.room === 0) throw Object.assign(new Error('ENOSPC: no space'), { code: 'ENOSPC' });
      const length = Math.min(disk.room, bytes.length - offset);
      disk.room -= length;
      return fs.writeSync(descriptor, bytes, offset, length);
    },
  };
  return disk as unknown as FileSystem & { room: number };
}

transportContract(
  () => {
    const path = join(folder(), 'deep/er/events.ndjson');
    const disk = fullDisk(Infinity);
    return {
      transport: file({ path, fs: disk }),
      arrived: () => linesOf(path),
      break: () => void (disk.room = 17),
      mend: () => void (disk.room = Infinity),
    };
  },
  { synchronous: true },
);

test('only the owner may read the file and the folders it made', () => {
  const root = folder();
  const transport = file({ path: join(root, '.heddle/events.ndjson') });
  transport.send(batchOf(1));
  expect(fs.statSync(join(root, '.heddle')).mode & 0o777).toBe(0o700);
  expect(fs.statSync(transport.path).mode & 0o777).toBe(0o600);
  expect(fs.readFileSync(join(root, '.heddle/.gitignore'), 'utf8')).toBe('*\n');
});

test('without a path it writes to .heddle, a file per process, and nothing before the first event', () => {
  const before = process.cwd();
  process.chdir(folder());
  try {
    const transport = file();
    expect(fs.existsSync('.heddle')).toBe(false);
    transport.send(batchOf(1));
    expect(transport.path).toMatch(/^\.heddle\/events-\d{4}-\d\d-\d\d-[a-z0-9]{8}\.ndjson$/);
    expect(linesOf(transport.path)).toHaveLength(1);
  } finally {
    process.chdir(before);
  }
});

test('appends to what is there', () => {
  const path = join(folder(), 'events.ndjson');
  const [first, second] = [batchOf(2), batchOf(2)];
  const one = file({ path });
  one.send(first);
  one.close();
  file({ path }).send(second);
  expect(linesOf(path)).toEqual([...jsonOf(first), ...jsonOf(second)]);
});

describe('size', () => {
  test('a file that would grow too large is followed by another', () => {
    const path = join(folder(), 'events.ndjson');
    const batches = Array.from({ length: 4 }, () => batchOf(10));
    const transport = file({ path, maxBytes: batches[0]!.bytes * 2 + 100 });
    for (const batch of batches) transport.send(batch);
    const second = path.replace('.ndjson', '.2.ndjson');
    expect(transport.path).toBe(second);
    expect([...linesOf(path), ...linesOf(second)]).toEqual(batches.flatMap(jsonOf));
  });

  test('keeps no more files than asked for', () => {
    const root = folder();
    const transport = file({ path: join(root, 'events.ndjson'), maxBytes: 1, maxFiles: 3 });
    for (let i = 0; i < 6; i++) transport.send(batchOf(1));
    expect(fs.readdirSync(root).sort()).toEqual([
      'events.4.ndjson',
      'events.5.ndjson',
      'events.6.ndjson',
    ]);
  });
});

describe('a disk that fails', () => {
  test('full after a part of a batch: no torn line stays, and the batch comes whole later', () => {
    const path = join(folder(), 'events.ndjson');
    const [first, second] = [batchOf(3), batchOf(3)];
    const disk = fullDisk(first.bytes + 3 + 100);
    const transport = file({ path, fs: disk });
    expect(transport.send(first)).toEqual({ status: 'delivered' });
    expect(transport.send(second)).toMatchObject({ status: 'retry', pause: false });
    expect(linesOf(path)).toEqual(jsonOf(first));
    disk.room = Infinity;
    expect(transport.send(second)).toEqual({ status: 'delivered' });
    expect(linesOf(path)).toEqual([...jsonOf(first), ...jsonOf(second)]);
  });

  test('what somebody else appended meanwhile is not cut away', () => {
    const path = join(folder(), 'events.ndjson');
    const batch = batchOf(3);
    const disk = fullDisk(50);
    const write = disk.writeSync;
    disk.writeSync = ((...args: Parameters<typeof write>) => {
      if (disk.room === 0) fs.appendFileSync(path, 'theirs\n');
      return write(...args);
    }) as typeof write;
    expect(file({ path, fs: disk }).send(batch)).toMatchObject({ status: 'retry' });
    expect(fs.readFileSync(path, 'utf8')).toContain('theirs');
  });

  test('a file or folder that is deleted while we write is made again', () => {
    const root = folder();
    const path = join(root, 'logs/events.ndjson');
    const transport = file({ path });
    transport.send(batchOf(1));
    fs.rmSync(join(root, 'logs'), { recursive: true });
    const batch = batchOf(2);
    expect(transport.send(batch)).toEqual({ status: 'delivered' });
    expect(linesOf(path)).toEqual(jsonOf(batch));
  });

  test('a place where it may not write needs a person', () => {
    const root = folder();
    fs.writeFileSync(join(root, 'taken'), '');
    const transport = file({ path: join(root, 'taken/events.ndjson') });
    expect(transport.send(batchOf(1))).toMatchObject({ status: 'retry', pause: true });
  });

  test('a symlink planted in its place is not followed', () => {
    const root = folder();
    fs.writeFileSync(join(root, 'precious'), 'mine');
    fs.symlinkSync(join(root, 'precious'), join(root, 'events.ndjson'));
    const transport = file({ path: join(root, 'events.ndjson') });
    expect(transport.send(batchOf(1))).toMatchObject({ status: 'retry', pause: true });
    expect(fs.readFileSync(join(root, 'precious'), 'utf8')).toBe('mine');
  });
});
