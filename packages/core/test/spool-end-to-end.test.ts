import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, utimesSync, readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { createHeddle } from '../src/index.ts';
import { spool } from '../src/spool/index.ts';

const program = fileURLToPath(new URL('fixtures/killed-host.ts', import.meta.url));
const cleanups: (() => void)[] = [];

afterEach(() => {
  for (const clean of cleanups.splice(0)) clean();
});

test.each([
  ['kill', 'SIGKILL'],
  ['terminate', 'SIGTERM'],
])('a host that dies of a %s while its collector is away loses nothing', async (how, signal) => {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-spool-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));

  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  expect(await die(folder, url, how)).toBe(signal);

  const received = new Set<string>();
  await collector(port, (id) => received.add(id));
  const path = join(folder, '.heddle', 'spool');
  age(path);
  const heir = createHeddle({
    agent: { key: 'heir' },
    url,
    exitFlushMs: 0,
    spool: spool({ path, orphanAfterMs: 1 }),
  });
  for (let turn = 0; turn < 200 && received.size < 62; turn++) {
    await heir.flush(1000);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  await heir.shutdown();
  expect(received.size).toBe(62);
});

function die(cwd: string, url: string, how: string): Promise<string | null> {
  const tsx = fileURLToPath(import.meta.resolve('tsx'));
  const child = spawn(process.execPath, ['--import', `file://${tsx}`, program, url, how], { cwd });
  return new Promise((resolve) => child.once('close', (_code, signal) => resolve(signal)));
}

/** A port that nobody listens at: the collector is away, and will come back to it. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function collector(port: number, seen: (eventId: string) => void): Promise<void> {
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { events } = JSON.parse(Buffer.concat(chunks).toString()) as {
        events: { eventId: string }[];
      };
      for (const { eventId } of events) seen(eventId);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ accepted: events.length }));
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  cleanups.push(
    () => server.closeAllConnections(),
    () => void server.close(),
  );
}

/** The dead are known by the age of what they touched last. */
function age(path: string): void {
  const long = new Date(Date.now() - 3_600_000);
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    utimesSync(join(entry.parentPath, entry.name), long, long);
  }
}
