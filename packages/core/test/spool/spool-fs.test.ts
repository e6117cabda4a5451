import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { nodeFs } from '../../src/spool/node-fs.ts';
import type { SpoolFs } from '../../src/spool/spool-fs.ts';
import { memoryDisk } from './memory-fs.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true });
});

function realRoot(): string {
  const root = fs.mkdtempSync(join(tmpdir(), 'heddle-fs-'));
  folders.push(root);
  return root;
}

const bytes = (text: string): Uint8Array => Buffer.from(text);

describe.each<[string, () => { disk: SpoolFs; root: string }]>([
  ['the real disk', () => ({ disk: nodeFs, root: realRoot() })],
  ['the disk in memory', () => ({ disk: memoryDisk().mount(), root: '/root' })],
])('%s', (_name, make) => {
  function made() {
    const { disk, root } = make();
    const folder = `${root}/a/b`;
    disk.makeFolder(folder);
    disk.makeFolder(folder);
    return {
      disk,
      folder,
      text: (path: string) => Buffer.from(disk.read(path, 0, 1000)).toString(),
    };
  }

  test('creates, writes at a position, truncates and reads', async () => {
    const { disk, folder, text } = made();
    const path = `${folder}/file`;
    const handle = disk.create(path);
    expect(disk.write(handle, bytes('hello world'), 0)).toBe(11);
    expect(await disk.writeLater(handle, bytes('W'), 6)).toBe(1);
    disk.truncate(handle, 8);
    disk.sync(handle);
    disk.close(handle);
    expect(text(path)).toBe('hello Wo');
    expect(Buffer.from(await disk.readLater(path, 6, 100)).toString()).toBe('Wo');
    expect(disk.facts(path)).toMatchObject({ kind: 'file', size: 8, ours: true });
  });

  test('does not create what exists', () => {
    const { disk, folder } = made();
    disk.close(disk.create(`${folder}/file`));
    expect(() => disk.create(`${folder}/file`)).toThrow('EEXIST');
  });

  test('appends, and makes the file when there is none', async () => {
    const { disk, folder, text } = made();
    disk.append(`${folder}/file`, bytes('a'));
    await disk.appendLater(`${folder}/file`, bytes('b'));
    expect(text(`${folder}/file`)).toBe('ab');
  });

  test('renames files and folders, lists and removes', () => {
    const { disk, folder } = made();
    disk.append(`${folder}/one`, bytes('1'));
    disk.rename(`${folder}/one`, `${folder}/two`);
    disk.rename(folder, `${folder}c`);
    expect(disk.list(`${folder}c`)).toEqual(['two']);
    expect(() => disk.removeFolder(`${folder}c`)).toThrow('ENOTEMPTY');
    disk.remove(`${folder}c/two`);
    disk.removeFolder(`${folder}c`);
    expect(disk.facts(`${folder}c`)).toBeUndefined();
  });

  test('a handle stays with its file when that is renamed', () => {
    const { disk, folder, text } = made();
    const handle = disk.create(`${folder}/one`);
    disk.rename(`${folder}/one`, `${folder}/two`);
    disk.write(handle, bytes('late'), 0);
    expect(text(`${folder}/two`)).toBe('late');
  });

  test('tells files apart and touches them', () => {
    const { disk, folder } = made();
    disk.append(`${folder}/one`, bytes(''));
    disk.append(`${folder}/two`, bytes(''));
    const [one, two] = [disk.facts(`${folder}/one`), disk.facts(`${folder}/two`)];
    expect(one?.inode).not.toBe(two?.inode);
    disk.touch(`${folder}/one`);
    // A time goes to the disk as seconds with a fraction and comes back a hair earlier.
    expect(disk.facts(`${folder}/one`)?.modifiedMs).toBeGreaterThanOrEqual(
      Math.floor(one?.modifiedMs ?? 0) - 1,
    );
    disk.syncFolder(folder);
  });

  test('says what is missing', async () => {
    const { disk, folder } = made();
    expect(() => disk.read(`${folder}/none`, 0, 1)).toThrow('ENOENT');
    await expect(disk.readLater(`${folder}/none`, 0, 1)).rejects.toThrow('ENOENT');
    expect(() => disk.append(`${folder}/none/file`, bytes(''))).toThrow('ENOENT');
    expect(() => disk.remove(`${folder}/none`)).toThrow('ENOENT');
    expect(() => disk.rename(`${folder}/none`, `${folder}/x`)).toThrow('ENOENT');
    expect(() => disk.list(`${folder}/none`)).toThrow('ENOENT');
  });
});

describe('the real disk', () => {
  test('lets nobody else in', () => {
    const root = realRoot();
    nodeFs.makeFolder(`${root}/private`);
    nodeFs.append(`${root}/private/a`, bytes('a'));
    nodeFs.close(nodeFs.create(`${root}/private/b`));
    expect(fs.statSync(`${root}/private`).mode & 0o777).toBe(0o700);
    expect(fs.statSync(`${root}/private/a`).mode & 0o777).toBe(0o600);
    expect(fs.statSync(`${root}/private/b`).mode & 0o777).toBe(0o600);
  });

  test('follows no links', () => {
    const root = realRoot();
    fs.writeFileSync(`${root}/precious`, 'mine');
    fs.symlinkSync(`${root}/precious`, `${root}/link`);
    expect(() => nodeFs.append(`${root}/link`, bytes('x'))).toThrow('ELOOP');
    expect(() => nodeFs.read(`${root}/link`, 0, 4)).toThrow('ELOOP');
    expect(() => nodeFs.create(`${root}/link`)).toThrow('EEXIST');
    expect(nodeFs.facts(`${root}/link`)?.kind).toBe('other');
    expect(fs.readFileSync(`${root}/precious`, 'utf8')).toBe('mine');
  });
});
