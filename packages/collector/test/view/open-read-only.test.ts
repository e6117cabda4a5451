import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import {
  openReadOnly,
  type ReadOnlyOptions,
  type ReadOnlySource,
} from '../../src/view/open-read-only.ts';
import { call, startCollector } from '../support/collector.ts';
import { incoming, noon, story } from '../support/events.ts';
import { temporaryFolder } from '../support/temporary.ts';

async function open(path: string, options?: ReadOnlyOptions): Promise<ReadOnlySource> {
  const source = await openReadOnly(path, options);
  onTestFinished(() => source.store.close());
  return source;
}

function lines(events: readonly object[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}

/** As the spool writes them. */
function checked(events: readonly object[]): string {
  return events
    .map((event) => {
      const json = Buffer.from(JSON.stringify(event));
      return `${crc32(json).toString(16).padStart(8, '0')} ${json.length} ${json.toString()}\n`;
    })
    .join('');
}

describe('openReadOnly', () => {
  it('shows what the SDK wrote into a folder, plain and with checksums, through a collector', async () => {
    const folder = join(temporaryFolder(), '.heddle');
    mkdirSync(join(folder, 'spool', 'p1'), { recursive: true });
    const [one, two] = [story({ runId: 'one', rounds: 3 }), story({ runId: 'two', seed: 2 })];
    writeFileSync(join(folder, 'events-2026-06-17-a.ndjson'), lines(one.slice(0, 10)));
    writeFileSync(join(folder, 'events-2026-06-18-b.ndjson'), lines(one.slice(5)));
    const header = checked([{ format: 1, instance: 'p1' }]);
    writeFileSync(join(folder, 'spool', 'p1', '00000001.ndjson'), `${header}${checked(two)}`);
    writeFileSync(join(folder, 'notes.txt'), 'not an event file');
    const { store, report } = await open(folder);
    expect(report).toEqual({
      files: 3,
      events: one.length + two.length,
      duplicates: 5,
      invalid: 0,
      damaged: 0,
      other: 1,
    });
    const collector = await startCollector({ store });
    const runs = await call(collector, 'GET', '/v1/runs');
    expect(runs.body.items.map(({ runId }: { runId: string }) => runId).sort()).toEqual([
      'one',
      'two',
    ]);
    expect((await call(collector, 'GET', '/v1/me')).body.readOnly).toBe(true);
    expect((await call(collector, 'GET', '/v1/delivery')).body.store.status).toBe('read_only');
    const sent = await call(collector, 'POST', '/v1/events', { body: { events: story() } });
    expect(sent.status).toBe(403);
    expect(sent.body.error.code).toBe('read_only');
    expect((await call(collector, 'DELETE', '/v1/runs/one')).status).toBe(403);
    expect(
      (await call(collector, 'POST', '/v1/keys', { body: { name: 'x', scopes: ['read'] } })).status,
    ).toBe(403);
  });

  it('counts what is damaged, cut off or no event, and shows the rest', async () => {
    const file = join(temporaryFolder(), 'events.ndjson');
    const events = story({ runId: 'r', rounds: 1 });
    const good = checked(events.slice(0, 3));
    const flipped = checked(events.slice(3, 4)).replace('agent.', 'agenT.');
    const short = checked(events.slice(4, 5)).replace(/ (\d+) /, ' 9 ');
    const garbage = 'garbage\n\n{"no":"kind"}\n{"type":"agent.tool.called"}\n';
    const torn = JSON.stringify(events[5]).slice(0, 50);
    writeFileSync(file, good + flipped + short + garbage + torn);
    const { store, report } = await open(file);
    expect(report).toMatchObject({ files: 1, events: 3, damaged: 3, other: 2, invalid: 1 });
    expect(await store.tryGetRun(1, 'r')).toMatchObject({ events: 3 });
  });

  it('takes in what is written later', async () => {
    const folder = temporaryFolder();
    const events = story({ runId: 'live', rounds: 4 });
    const file = join(folder, 'events.ndjson');
    writeFileSync(file, lines(events.slice(0, 4)));
    const source = await open(folder);
    appendFileSync(file, lines(events.slice(4, 6)) + JSON.stringify(events[6]).slice(0, 20));
    expect((await source.refresh()).events).toBe(6);
    appendFileSync(file, `${JSON.stringify(events[6]).slice(20)}\n`);
    writeFileSync(join(folder, 'more.ndjson'), lines(events.slice(7)));
    expect(await source.refresh()).toMatchObject({ files: 2, events: events.length, damaged: 0 });
    expect(await source.store.tryGetRun(1, 'live')).toMatchObject({
      status: 'completed',
      delivery: { missing: 0 },
    });
  });

  it('follows by itself when it is told to', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'events.ndjson');
    writeFileSync(file, '');
    const { store } = await open(folder, { followMs: 20 });
    const arrived = new Promise<void>((resolve) => {
      store.onCommit(resolve);
    });
    appendFileSync(file, lines(story({ runId: 'later' })));
    await arrived;
    expect(await store.tryGetRun(1, 'later')).toMatchObject({ events: 12 });
  });

  it('leaves nothing behind, and changes nothing at the path', async () => {
    const file = join(temporaryFolder(), 'events.ndjson');
    const content = lines(story());
    writeFileSync(file, content);
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('heddle-view-'));
    const source = await openReadOnly(file);
    await source.store.close();
    const after = readdirSync(tmpdir()).filter((name) => name.startsWith('heddle-view-'));
    expect(after).toEqual(before);
    expect(readFileSync(file, 'utf8')).toBe(content);
  });

  it('opens a collector’s database', async () => {
    const path = join(temporaryFolder(), 'collector.db');
    const writer = await openSqliteStore({ path });
    await writer.append(1, incoming(story({ runId: 'kept' })), noon);
    await writer.close();
    const { store, report } = await open(path);
    expect(report.events).toBe(12);
    expect(await store.tryGetRun(1, 'kept')).toMatchObject({ events: 12 });
    await expect(store.append(1, incoming(story({ seed: 2 })), noon)).rejects.toThrow(
      /looking only/,
    );
  });

  it('says what is wrong when there is nothing', async () => {
    const path = join(temporaryFolder(), 'nothing');
    await expect(openReadOnly(path)).rejects.toThrow(`There is nothing at ${path}`);
    expect(existsSync(path)).toBe(false);
  });
});
