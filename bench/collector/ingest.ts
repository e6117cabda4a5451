import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { bundleCollector } from '../../packages/collector/test/kill/bundle.ts';
import { bareStore, ownStore, type Measured } from './bare-store.ts';
import { makeBatches, type Batch } from './make-batches.ts';

/**
 * Events per second from HTTP request to synced commit, beside two floors on the same machine in
 * the same run: SQLite that only inserts, and our store without HTTP, checks and threads. Rounds alternate, because the machine is never quiet; CPU per event and the
 * ratio are the numbers to trust.
 *
 *   pnpm tsx bench/collector/ingest.ts [--rounds 3] [--batches 300] [--size 100] [--clients 8]
 */
const rounds = option('--rounds', 3);
const batchesPerRound = option('--batches', 300);
const size = option('--size', 100);
const clients = option('--clients', 8);

const bundle = await bundleCollector();
const rows: Record<string, string | number>[] = [];
try {
  for (let round = 1; round <= rounds; round += 1) {
    const batches = makeBatches(batchesPerRound, size, round);
    rows.push(await inFolder((folder) => alone('bare SQLite', round, bareStore(folder, batches))));
    rows.push(
      await inFolder((folder) => alone('our store alone', round, ownStore(folder, batches))),
    );
    rows.push(await inFolder((folder) => endToEnd(folder, batches, round)));
  }
} finally {
  bundle.remove();
}
console.table(rows);
const ours = best('collector, HTTP to synced');
for (const floor of ['our store alone', 'bare SQLite']) {
  console.log(`best of ${rounds}: collector / ${floor} = ${(ours / best(floor)).toFixed(2)}`);
}

function option(name: string, standard: number): number {
  const index = process.argv.indexOf(name);
  return index === -1 ? standard : Number(process.argv[index + 1]);
}

function best(name: string): number {
  return Math.max(
    ...rows.filter((row) => row['what'] === name).map((row) => Number(row['events/s'])),
  );
}

async function inFolder<Result>(
  work: (folder: string) => Result | Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function alone(
  what: string,
  round: number,
  { seconds, cpuSeconds }: Measured,
): Record<string, string | number> {
  const events = batchesPerRound * size;
  return {
    what,
    round,
    'events/s': Math.round(events / seconds),
    'CPU µs/event': Number(((cpuSeconds * 1e6) / events).toFixed(1)),
  };
}

async function endToEnd(
  folder: string,
  batches: readonly Batch[],
  round: number,
): Promise<Record<string, string | number>> {
  const { child, url } = await start(join(folder, 'collector.db'));
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const waiting = batches.map(({ body }) => Buffer.from(body));
  const latencies: number[] = [];
  const cpuBefore = cpuSecondsOf(child.pid ?? 0);
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (let body = waiting.shift(); body !== undefined; body = waiting.shift()) {
        const sentAt = performance.now();
        await post(agent, url, body);
        latencies.push(performance.now() - sentAt);
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuSeconds = cpuSecondsOf(child.pid ?? 0) - cpuBefore;
  const memory = memoryOf(child.pid ?? 0);
  agent.destroy();
  child.kill('SIGKILL');
  const events = batches.length * size;
  latencies.sort((left, right) => left - right);
  return {
    what: 'collector, HTTP to synced',
    round,
    'events/s': Math.round(events / seconds),
    'CPU µs/event': Number(((cpuSeconds * 1e6) / events).toFixed(1)),
    'ack p50 ms': Number((latencies[Math.floor(latencies.length / 2)] ?? 0).toFixed(1)),
    'ack p99 ms': Number((latencies[Math.floor(latencies.length * 0.99)] ?? 0).toFixed(1)),
    'RSS MiB': memory,
  };
}

async function start(path: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [bundle.program, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) return { child, url: line };
  throw new Error('The collector did not start.');
}

function post(agent: Agent, url: string, body: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${url}/v1/events`,
      {
        agent,
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': body.length },
      },
      (response) => {
        response.resume();
        response.on('end', () =>
          response.statusCode === 200
            ? resolve()
            : reject(new Error(`status ${response.statusCode}`)),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** User and system time of a process with all its threads, from Linux. */
function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function memoryOf(pid: number): number {
  const line = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Math.round(Number(line?.[1] ?? 0) / 1024);
}
