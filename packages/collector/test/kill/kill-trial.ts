import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import type { AnyEvent } from '@heddle/events';
import type { IngestAnswer } from '../../src/api-types.ts';
import { openDatabase } from '../../src/store/sqlite/driver.ts';
import { derivedTableNames } from '../../src/store/sqlite/schema.ts';
import { openInlineStore } from '../support/inline-store.ts';
import { story } from '../support/events.ts';
import { seeded, type Random } from '../support/random.ts';
import { bundleCollector } from './bundle.ts';

export interface KillReport {
  readonly kills: number;
  readonly acknowledged: number;
  /** Acknowledged and not in the store afterwards. */
  readonly lost: number;
  readonly stored: number;
  /** Sent again after an answer that never came, and found to be there already. */
  readonly duplicates: number;
  readonly integrity: string;
  /** Derived tables as the last process left them, and made again from the events. */
  readonly sumsAgree: boolean;
}

/** Requests under way at the moment of a kill. */
const writers = 4;

/**
 * Kills a collector under load, again and again, on one database. Senders do what the SDK does:
 * what was not acknowledged is sent again, with the same ids, until it is.
 */
export async function killTrial(folder: string, kills: number, seed: number): Promise<KillReport> {
  const random = seeded(seed);
  const path = join(folder, 'killed.db');
  const acknowledged = new Set<string>();
  const unanswered: AnyEvent[][] = [];
  const counts = { duplicates: 0, stories: 0 };

  const nextBatch = (): AnyEvent[] => {
    const waiting = unanswered.shift();
    if (waiting !== undefined) return waiting;
    counts.stories += 1;
    return story({ seed: seed * 1_000_000 + counts.stories, rounds: random.below(20) });
  };
  const send = async (url: string): Promise<void> => {
    for (;;) {
      const events = nextBatch();
      const answer = await tryPost(url, events);
      if (answer === undefined) {
        unanswered.push(events);
        return;
      }
      for (const { status, id } of answer.results) {
        if (status === 'duplicate') counts.duplicates += 1;
        if (id !== undefined) acknowledged.add(id);
      }
    }
  };

  const bundle = await bundleCollector();
  try {
    for (let kill = 0; kill < kills; kill += 1) {
      const { child, url } = await start(bundle.program, path);
      const sending = Array.from({ length: writers }, () => send(url));
      await setTimeout(randomMoment(random));
      child.kill('SIGKILL');
      await Promise.all([...sending, once(child, 'exit')]);
    }
  } finally {
    bundle.remove();
  }
  return { kills, duplicates: counts.duplicates, ...(await inspect(path, acknowledged)) };
}

/** From the first request to well into the load. */
function randomMoment(random: Random): number {
  return random.below(300);
}

async function start(program: string, path: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [program, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) return { child, url: line };
  throw new Error('The collector ended before it listened.');
}

async function tryPost(
  url: string,
  events: readonly AnyEvent[],
): Promise<IngestAnswer | undefined> {
  try {
    const response = await fetch(`${url}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ events }),
    });
    return response.status === 200 ? ((await response.json()) as IngestAnswer) : undefined;
  } catch {
    return undefined;
  }
}

async function inspect(
  path: string,
  acknowledged: ReadonlySet<string>,
): Promise<Omit<KillReport, 'kills' | 'duplicates'>> {
  const database = openDatabase(path);
  const { integrity_check } = database.prepare('PRAGMA integrity_check').get() as {
    integrity_check: string;
  };
  const stored = new Set(
    (database.prepare('SELECT body FROM events').all() as { body: string }[]).map(
      ({ body }) => (JSON.parse(body) as AnyEvent).eventId,
    ),
  );
  database.close();
  const before = derivedOf(path);
  const store = await openInlineStore({ path });
  await store.rebuild();
  await store.close();
  return {
    acknowledged: acknowledged.size,
    lost: [...acknowledged].filter((id) => !stored.has(id)).length,
    stored: stored.size,
    integrity: integrity_check,
    sumsAgree: before === derivedOf(path),
  };
}

function derivedOf(path: string): string {
  const database = openDatabase(path, { readOnly: true });
  const lines = derivedTableNames.flatMap((table) =>
    database
      .prepare(`SELECT * FROM ${table}`)
      .all()
      .map((row) => `${table} ${JSON.stringify(row)}`)
      .sort(),
  );
  database.close();
  return lines.join('\n');
}
