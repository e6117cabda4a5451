import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { StoreUnavailableError } from '../../src/store/store-errors.ts';
import { openDatabase } from '../../src/store/sqlite/driver.ts';
import { migrations } from '../../src/store/sqlite/migrations.ts';
import { openSqliteFile } from '../../src/store/sqlite/open-sqlite-file.ts';
import { openWriter } from '../../src/store/sqlite/open-writer.ts';
import { derivedTableNames, derivedTables } from '../../src/store/sqlite/schema.ts';
import { eventsAfter, runEvents, sessionEvents } from '../../src/store/sqlite/read/events.ts';
import { search } from '../../src/store/sqlite/read/search.ts';
import { createSql, requireProject } from '../../src/store/sqlite/sql.ts';
import { openSqliteStore, type SqliteStoreOptions } from '../../src/store/sqlite/sqlite-store.ts';
import type { EventStore } from '../../src/store/store.ts';
import { openInlineStore } from '../support/inline-store.ts';
import { incoming, noon, stamp, story } from '../support/events.ts';
import { seeded } from '../support/random.ts';
import { temporaryFolder } from '../support/temporary.ts';

async function open(options: SqliteStoreOptions): Promise<EventStore> {
  const store = await openInlineStore(options);
  onTestFinished(() => store.close());
  return store;
}

/** Everything in the derived tables, as sorted lines. */
function derivedOf(path: string): string[] {
  const database = openDatabase(path, { readOnly: true });
  const lines = derivedTableNames.flatMap((table) =>
    database
      .prepare(`SELECT * FROM ${table}`)
      .all()
      .map((row) => `${table} ${JSON.stringify(row, bytesAsHex)}`)
      .sort(),
  );
  database.close();
  return lines;
}

function bytesAsHex(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
}

describe('an SQLite file', () => {
  it('has one writer at a time, and lets the next one in when that has gone', async () => {
    const path = join(temporaryFolder(), 'store.db');
    const first = await openSqliteStore({ path });
    await first.append(1, incoming(story({ runId: 'kept' })), noon);
    await expect(openSqliteStore({ path })).rejects.toMatchObject({
      name: 'StoreUnavailableError',
      reason: 'locked',
    });
    await first.close();
    const second = await open({ path });
    expect(await second.tryGetRun(1, 'kept')).toMatchObject({ events: 12 });
  });

  it('goes on counting where the last process stopped', async () => {
    const path = join(temporaryFolder(), 'store.db');
    const events = story({ runId: 'long', rounds: 20 });
    for (let start = 0; start < events.length; start += 30) {
      const store = await openInlineStore({ path });
      await store.append(1, incoming(events.slice(start, start + 30)), noon);
      await store.close();
    }
    const whole = join(temporaryFolder(), 'whole.db');
    const store = await openInlineStore({ path: whole });
    await store.append(1, incoming(events), noon);
    await store.close();
    expect(derivedOf(path)).toEqual(derivedOf(whole));
  });

  it('can be looked at while it is written, also by another process', async () => {
    const path = join(temporaryFolder(), 'store.db');
    const writer = await open({ path });
    await writer.append(1, incoming(story({ runId: 'seen' })), noon);
    const reader = await openSqliteFile(path);
    onTestFinished(() => reader.close());
    expect(await reader.tryGetRun(1, 'seen')).toMatchObject({ events: 12 });
    await writer.append(1, incoming(story({ runId: 'later', seed: 2 })), noon);
    expect(await reader.tryGetRun(1, 'later')).toMatchObject({ events: 12 });
    expect(reader.capabilities.readOnly).toBe(true);
    await expect(reader.append(1, [], noon)).rejects.toThrow(StoreUnavailableError);
    await expect(reader.eraseRun(1, 'seen')).rejects.toThrow(StoreUnavailableError);
  });

  it('that is damaged is set aside, and says so', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'store.db');
    const first = await openInlineStore({ path });
    await first.append(1, incoming(story({ rounds: 60 })), noon);
    await first.close();
    const bytes = readFileSync(path);
    bytes.fill(0x5a, 8192 * 3, 8192 * 9);
    writeFileSync(path, bytes);
    const second = await open({ path });
    const health = await second.health();
    expect(health).toMatchObject({ status: 'ok', runs: 0 });
    expect(health.setAside).toMatch(/store\.db\.damaged-/);
    expect(readFileSync(health.setAside ?? '').equals(bytes)).toBe(true);
    expect(await second.append(1, incoming(story()), noon)).toContain('stored');
  });

  it('that is no database at all is set aside too', async () => {
    const path = join(temporaryFolder(), 'store.db');
    writeFileSync(path, 'this is a shopping list, not a database\n'.repeat(500));
    const store = await open({ path });
    expect((await store.health()).setAside).toBeDefined();
  });

  it('of a newer version is refused, and left as it is', async () => {
    const path = join(temporaryFolder(), 'store.db');
    await (await openInlineStore({ path })).close();
    const database = openDatabase(path);
    database.exec('PRAGMA user_version = 99');
    database.close();
    const before = readFileSync(path);
    await expect(openInlineStore({ path })).rejects.toThrow(/schema version 99.*knows 1/);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('is migrated after a copy was made, and its events are not touched', async () => {
    const path = join(temporaryFolder(), 'store.db');
    const store = await openInlineStore({ path });
    await store.append(1, incoming(story({ rounds: 10 })), noon);
    await store.close();
    const eventsOf = (file: string): unknown => {
      const database = openDatabase(file, { readOnly: true });
      const rows = database.prepare('SELECT * FROM events ORDER BY position').all();
      database.close();
      return rows;
    };
    const before = { events: eventsOf(path), derived: derivedOf(path) };
    const drop = derivedTableNames.map((table) => `DROP TABLE ${table};`).join('\n');
    const next = { version: 2, up: `${drop}${derivedTables}`, rederive: true };
    const migrated = openWriter({ path, migrations: [...migrations, next] });
    migrated.close();
    expect(migrated.schemaVersion).toBe(2);
    expect({ events: eventsOf(path), derived: derivedOf(path) }).toEqual(before);
    expect(eventsOf(`${path}.before-2`)).toEqual(before.events);
  });

  it('stays what it was when a migration fails', async () => {
    const path = join(temporaryFolder(), 'store.db');
    const store = await openInlineStore({ path });
    await store.append(1, incoming(story()), noon);
    await store.close();
    const before = derivedOf(path);
    const broken = { version: 2, up: 'DROP TABLE runs; SELECT * FROM nowhere;' };
    expect(() => openWriter({ path, migrations: [...migrations, broken] })).toThrow(/nowhere/);
    expect(derivedOf(path)).toEqual(before);
    const again = await open({ path });
    expect(await again.append(1, incoming(story({ seed: 2 })), noon)).toContain('stored');
  });

  it('makes its derived tables again from the events, and they are the same', async () => {
    const path = join(temporaryFolder(), 'store.db');
    const store = await open({ path });
    const random = seeded(21);
    const stories = Array.from({ length: 30 }, (_value, index) =>
      story({
        seed: index + 1,
        runId: `r${index}`,
        sessionId: `s${index % 7}`,
        agentKey: random.pick(['one', 'two']),
        fails: random.next() < 0.3,
        open: random.next() < 0.2,
        rounds: random.below(5),
      }),
    );
    for (const event of random.shuffle(stories.flat())) {
      await store.append(1, incoming([event]), noon);
    }
    const before = derivedOf(path);
    await store.rebuild();
    expect(derivedOf(path)).toEqual(before);
    await store.append(1, incoming(stories.flat()), noon);
    expect(derivedOf(path)).toEqual(before);
  });

  it('leaves no byte of an erased run in any of its files', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'store.db');
    const store = await open({ path, textIndex: true });
    const canary = 'canary-5f2c9a71';
    const holdsCanary = (): string[] =>
      readdirSync(folder).filter((file) => readFileSync(join(folder, file)).includes(canary));
    const secret = story({
      runId: `run-${canary}`,
      sessionId: `session-${canary}`,
      agentKey: `agent-${canary}`,
      environment: `env-${canary}`,
      model: `model-${canary}`,
      tool: `tool-${canary}`,
      rounds: 30,
    });
    const note = stamp([{ type: `my.${canary}`, payload: {} }], {
      runId: `run-${canary}`,
      seed: 5,
    });
    await store.append(1, incoming(story({ runId: 'stays' })), noon);
    await store.append(1, incoming([...secret, ...note]), noon);
    const [first] = secret;
    if (first === undefined) throw new Error('The story is empty.');
    await store.append(1, incoming([{ ...first, metadata: { other: canary } }]), noon);
    expect(holdsCanary().length).toBeGreaterThan(0);
    await store.eraseRun(1, `run-${canary}`);
    expect(holdsCanary()).toEqual([]);
    expect(await store.tryGetRun(1, 'stays')).toMatchObject({ events: 12 });
  });

  it('that is full refuses to write, still answers, and takes events again when there is room', async () => {
    const path = join(temporaryFolder(), 'store.db');
    const small = await openInlineStore({ path, maxBytes: 60 * 8192 });
    await small.append(1, incoming(story({ runId: 'fits' })), noon);
    const big = { seed: 2, rounds: 2_000, runId: 'does-not' };
    await expect(small.append(1, incoming(story(big)), noon)).rejects.toMatchObject({
      reason: 'full',
    });
    expect(await small.tryGetRun(1, 'fits')).toMatchObject({ events: 12 });
    expect(await small.tryGetRun(1, 'does-not')).toBeUndefined();
    expect(await small.append(1, incoming(story({ seed: 3 })), noon)).toContain('stored');
    await small.close();
    const large = await open({ path });
    expect(new Set(await large.append(1, incoming(story(big)), noon))).toEqual(new Set(['stored']));
    expect(await large.tryGetRun(1, 'does-not')).toMatchObject({ events: 10_002 });
  });

  it('stops before the disk is full', async () => {
    const path = join(temporaryFolder(), 'store.db');
    const store = await open({ path, minFreeBytes: Number.MAX_SAFE_INTEGER });
    await expect(store.append(1, incoming(story()), noon)).rejects.toMatchObject({
      reason: 'full',
      retryAfterSeconds: 30,
    });
  });

  it('refuses more than the queue may hold, per project, at once', async () => {
    const path = join(temporaryFolder(), 'store.db');
    const store = await open({ path, queue: { bytesPerProject: 20_000 } });
    await store.projects.create('calm', 'Calm', noon);
    const burst = Array.from({ length: 10 }, (_value, seed) =>
      store.append(1, incoming(story({ seed: seed + 1 })), noon),
    );
    const calm = store.append(2, incoming(story({ seed: 99 })), noon);
    const outcomes = await Promise.allSettled(burst);
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]).toMatchObject({ reason: { reason: 'busy', retryAfterSeconds: 1 } });
    expect(await calm).toContain('stored');
    expect(store.pending()).toMatchObject({ events: 0, bytes: 0 });
  });

  it('is copied while events keep arriving, and the copy is whole', async () => {
    const folder = temporaryFolder();
    const store = await open({ path: join(folder, 'store.db') });
    await store.append(1, incoming(story({ runId: 'early', rounds: 100 })), noon);
    const copying = store.backup(join(folder, 'copy.db'));
    for (let seed = 2; seed < 30; seed += 1) {
      await store.append(1, incoming(story({ seed })), noon);
    }
    await copying;
    const copy = await open({ path: join(folder, 'copy.db') });
    expect(await copy.tryGetRun(1, 'early')).toMatchObject({ events: 502 });
    const before = derivedOf(join(folder, 'copy.db'));
    await copy.rebuild();
    expect(derivedOf(join(folder, 'copy.db'))).toEqual(before);
    await expect(store.backup(join(folder, 'copy.db'))).rejects.toThrow(/already exists/);
  });

  it('keeps the sums of pruned runs, also when its derived tables are made again', async () => {
    const path = join(temporaryFolder(), 'store.db');
    const store = await open({ path });
    await store.append(1, incoming(story({ runId: 'old' })), noon);
    await store.append(1, incoming(story({ runId: 'new', seed: 2 })), noon + 1_000);
    const query = { measure: 'runs', bucketSeconds: 3600, from: noon - 1, to: noon + 1 } as const;
    const before = await store.series(1, query);
    expect(await store.prune(noon + 1)).toEqual({ events: 12, runs: 1 });
    expect(await store.series(1, query)).toEqual(before);
    await store.rebuild();
    expect(await store.series(1, query)).toEqual(before);
    expect(await store.tryGetRun(1, 'old')).toBeUndefined();
    expect(await store.health()).toMatchObject({ events: 12, runs: 1 });
  });

  it('forgets sums by the minute after two days, and keeps those by the hour', async () => {
    const path = join(temporaryFolder(), 'store.db');
    const store = await open({ path });
    await store.append(1, incoming(story()), noon);
    const range = { measure: 'events', from: noon - 1, to: noon + 60_000 } as const;
    await store.tidy(noon + 47 * 3_600_000);
    expect((await store.series(1, { ...range, bucketSeconds: 60 })).points).toHaveLength(1);
    await store.tidy(noon + 49 * 3_600_000);
    expect((await store.series(1, { ...range, bucketSeconds: 60 })).points).toHaveLength(0);
    expect((await store.series(1, { ...range, bucketSeconds: 3600 })).points).toHaveLength(1);
  });

  it('can be given a text index later, and have it taken away', async () => {
    const path = join(temporaryFolder(), 'store.db');
    const plain = await openInlineStore({ path });
    await plain.append(1, incoming(story()), noon);
    await plain.close();
    const indexed = await openInlineStore({ path, textIndex: true });
    const found = await indexed.search(1, { text: 'order 42', limit: 5 });
    expect(found).toMatchObject({ method: 'index', items: [{}, {}] });
    await indexed.close();
    const again = await open({ path });
    expect(await again.search(1, { text: 'order 42', limit: 5 })).toMatchObject({
      method: 'scan',
      items: [{}, {}],
    });
  });

  it('closes only after what was being written is there', async () => {
    const path = join(temporaryFolder(), 'store.db');
    const store = await openInlineStore({ path });
    const writing = store.append(1, incoming(story({ runId: 'last', rounds: 200 })), noon);
    await store.close();
    expect(await writing).toContain('stored');
    await expect(store.append(1, incoming(story()), noon)).rejects.toMatchObject({
      reason: 'closed',
    });
    expect(statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBe(0);
  });
});

describe('a statement', () => {
  it('that forgets the project is refused', () => {
    for (const sql of [
      'SELECT * FROM runs WHERE run_id = ?',
      'DELETE FROM events WHERE position = ?',
      'UPDATE runs SET status = 1',
      'INSERT INTO events(position, body) VALUES(?, ?)',
      'SELECT project FROM runs',
    ]) {
      expect(() => requireProject(sql)).toThrow(/names no project/);
    }
    expect(() => requireProject('SELECT * FROM runs WHERE project = ?')).not.toThrow();
  });
});

describe('questions about events', () => {
  it('never look through all events of a project', async () => {
    const path = join(temporaryFolder(), 'store.db');
    const store = await open({ path });
    await store.append(1, incoming(story({ runId: 'r', sessionId: 's' })), noon);
    const plans: string[] = [];
    const database = openDatabase(path, { readOnly: true });
    const sql = createSql({
      ...database,
      exec: (text) => database.exec(text),
      close: () => database.close(),
      prepare(text) {
        const plan = database.prepare(`EXPLAIN QUERY PLAN ${text}`);
        const statement = database.prepare(text);
        return {
          run: (...parameters) => statement.run(...parameters),
          get: (...parameters) => statement.get(...parameters),
          iterate: (...parameters) => statement.iterate(...parameters),
          all(...parameters) {
            const steps = plan.all(...parameters) as { detail: string }[];
            plans.push(
              ...steps.map(({ detail }) => detail).filter((step) => /events\b/.test(step)),
            );
            return statement.all(...parameters);
          },
        };
      },
    });
    eventsAfter(sql, 1, 0, 10);
    runEvents(sql, 1, 'r', { limit: 10 });
    sessionEvents(sql, 1, 's', { limit: 10 });
    search(sql, 1, { text: 'order', limit: 10 }, false, () => 0);
    sql.close();
    expect(plans.length).toBeGreaterThanOrEqual(4);
    expect(plans.filter((step) => step.includes('SCAN') || step.includes('events_id'))).toEqual([]);
  });
});

describe('the files of a store', () => {
  it.skipIf(process.platform === 'win32')('are their owner’s alone', async () => {
    const folder = join(temporaryFolder(), 'made', 'for-it');
    const store = await open({ path: join(folder, 'store.db') });
    await store.append(1, incoming(story()), noon);
    const modes = ['.', 'store.db', 'store.db-wal'].map((name) => {
      const { mode } = statSync(join(folder, name));
      return `${name} ${(mode & 0o777).toString(8)}`;
    });
    expect(modes).toEqual(['. 700', 'store.db 600', 'store.db-wal 600']);
  });
});
