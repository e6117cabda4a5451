import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { loopback, type Loopback } from '../../transport/http/loopback.ts';

const servers: Loopback[] = [];
const folders: string[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** From the end of the host's own work to the end of the process. */
  readonly extraMs: number;
}

const child = fileURLToPath(new URL('child.ts', import.meta.url));

function host(...args: string[]): Promise<Ended> {
  const running = spawn(process.execPath, ['--import', 'tsx', child, ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  running.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => {
    running.on('close', (code, signal) => {
      resolve({ code, signal, extraMs: Number(/ended at (\d+)/.exec(output)?.[1]) });
    });
  });
}

async function server(answer?: Loopback['answer']): Promise<Loopback> {
  const made = await loopback(answer);
  servers.push(made);
  return made;
}

describe('L-01, L-02: what was emitted is in the file, and the ending is unchanged', () => {
  test.each([
    ['natural', 0],
    ['exit', 3],
    ['throw', 1],
    ['reject', 1],
  ])('%s', async (end, code) => {
    const folder = mkdtempSync(join(tmpdir(), 'heddle-life-'));
    folders.push(folder);
    const path = join(folder, 'events.ndjson');
    expect(await host('--path', path, '--end', end, '--events', '1234')).toMatchObject({ code });
    expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(1234);
  });
});

describe('L-03: a receiver far away', () => {
  test('gets everything before a natural end', async () => {
    const receiver = await server();
    const ended = await host('--url', receiver.url, '--events', '1234');
    expect(ended.code).toBe(0);
    expect(receiver.seen.flatMap(({ events }) => events)).toHaveLength(1234);
  });

  test('that never answers puts a natural end off by the time allowed, not more', async () => {
    const receiver = await server(() => {});
    const ended = await host('--url', receiver.url, '--flush', '300');
    expect(ended).toMatchObject({ code: 0 });
    expect(receiver.seen).toHaveLength(1);
    // The attempt's own limit is 10 s: this only tells whether a socket held the process.
    expect(ended.extraMs).toBeLessThan(5000);
  });

  test('with a request under way does not keep the process alive', async () => {
    const receiver = await server(() => {});
    const ended = await host('--url', receiver.url, '--flush', '0', '--end', 'sending');
    expect(receiver.seen).toHaveLength(1);
    expect(ended.extraMs).toBeLessThan(5000);
  });

  test('with an idle connection does not keep the process alive', async () => {
    const receiver = await server();
    const ended = await host('--url', receiver.url, '--flush', '0', '--end', 'sending');
    expect(receiver.seen).toHaveLength(1);
    expect(ended.extraMs).toBeLessThan(3000);
  });

  test('that refuses connections does not change how the host ends', async () => {
    const receiver = await server();
    await receiver.close();
    expect(await host('--url', receiver.url)).toMatchObject({ code: 0 });
  });
});
