import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnyEvent } from '@heddle/events';
import { openSqliteStore } from '../../packages/collector/src/store/sqlite/sqlite-store.ts';
import type { EventStore } from '../../packages/collector/src/store/store.ts';
import { makeBatches } from './make-batches.ts';

/**
 * How long the page waits for its answers over many events, while nothing else happens and while
 * events are being written.
 *
 *   pnpm tsx bench/collector/queries.ts [--events 1000000]
 */
const wanted = Number(process.argv[process.argv.indexOf('--events') + 1]) || 1_000_000;
const perRound = 100_000;
const folder = mkdtempSync(join(tmpdir(), 'heddle-bench-'));
const store = await openSqliteStore({ path: join(folder, 'store.db') });
try {
  const startedAt = performance.now();
  for (let round = 1; round <= wanted / perRound; round += 1) await fill(store, round);
  const seconds = (performance.now() - startedAt) / 1000;
  const { bytes, events, runs } = await store.health();
  console.log(
    `${events} events in ${runs} runs, ${Math.round(events / seconds)} events/s; ` +
      `${(bytes / 2 ** 30).toFixed(2)} GiB, ${Math.round(bytes / events)} bytes an event`,
  );
  const quiet = await measure(store, 20);
  let writing = true;
  const load = (async () => {
    for (let round = 1_000; writing; round += 1) await fill(store, round, 40);
  })();
  const busy = await measure(store, 20);
  writing = false;
  await load;
  console.table(
    Object.keys(quiet).map((query) => ({
      query,
      'quiet p50 ms': quiet[query]?.[0],
      'quiet worst ms': quiet[query]?.[1],
      'while writing p50 ms': busy[query]?.[0],
      'while writing worst ms': busy[query]?.[1],
    })),
  );
} finally {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
}

async function fill(target: EventStore, round: number, batches = perRound / 500): Promise<void> {
  // Each round an hour of its own, going back in time: as if it had run for days.
  const receivedAt = Date.now();
  for (const { events } of makeBatches(batches, 500, round)) {
    const shifted = events.map(({ json }) => {
      const event = JSON.parse(json) as AnyEvent;
      const timestamp = new Date(receivedAt - round * 3_600_000).toISOString();
      const moved = { ...event, timestamp };
      return { event: moved, json: JSON.stringify(moved) };
    });
    await target.append(1, shifted, receivedAt);
  }
}

async function measure(target: EventStore, times: number): Promise<Record<string, number[]>> {
  const to = Date.now() + 3_600_000;
  const from = to - 30 * 86_400_000;
  const queries: Record<string, () => Promise<unknown>> = {
    'newest 50 runs': () => target.listRuns(1, { limit: 50 }),
    'newest 50 failed runs of an agent': () =>
      target.listRuns(1, { limit: 50, status: 'failed', agent: 'agent-3' }),
    'newest 50 sessions': () => target.listSessions(1, { limit: 50 }),
    'one run': () => target.tryGetRun(1, 'run_1_7'),
    'its 200 events': () => target.runEvents(1, 'run_1_7', { limit: 200 }),
    'models by hour, p95, 30 days': () =>
      target.series(1, { measure: 'models', groupBy: 'model', bucketSeconds: 3_600, from, to }),
    'tools by minute, 1 hour': () =>
      target.series(1, {
        measure: 'tools',
        groupBy: 'tool',
        bucketSeconds: 60,
        from: to - 2 * 3_600_000,
        to,
      }),
    'breakdown by agent and model': () =>
      target.breakdown(1, { measure: 'models', by: ['agent', 'model'], from, to, limit: 50 }),
    facets: () => target.facets(1, { from, to }),
    'search, found at once': () => target.search(1, { text: 'order 42', limit: 50 }),
    'search, found nowhere (scans as long as it may)': () =>
      target.search(1, { text: 'no such text', limit: 50 }),
    'next 200 of the tail': async () =>
      target.eventsAfter(1, (await target.lastPosition()) - 200, 200),
    delivery: () => target.delivery(1),
  };
  const results: Record<string, number[]> = {};
  for (const [name, query] of Object.entries(queries)) {
    const measured: number[] = [];
    for (let time = 0; time < times; time += 1) {
      const startedAt = performance.now();
      await query();
      measured.push(performance.now() - startedAt);
    }
    measured.sort((left, right) => left - right);
    results[name] = [measured[Math.floor(times / 2)] ?? 0, measured[times - 1] ?? 0].map((ms) =>
      Number(ms.toFixed(1)),
    );
  }
  return results;
}
