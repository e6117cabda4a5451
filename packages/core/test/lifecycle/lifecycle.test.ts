import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { loopback, type Loopback } from '../transport/http/loopback.ts';
import { runHost, spooledIds, toldIds } from './host-program.ts';

const servers: Loopback[] = [];
const folders: string[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-life-'));
  folders.push(folder);
  return folder;
}

async function server(answer?: Loopback['answer']): Promise<Loopback> {
  const made = await loopback(answer);
  servers.push(made);
  return made;
}

const seconds = 30_000;

describe('L-01, L-02: the file has what was emitted, and the ending is what it would have been', () => {
  test.each([
    ['natural', 0],
    ['exit', 3],
    ['throw', 1],
    ['reject', 1],
  ])(
    '%s',
    async (end, code) => {
      const path = join(newFolder(), 'events.ndjson');
      const ended = await runHost(['--file', path, '--end', end, '--events', '1234']).ended;
      expect(ended).toMatchObject({ code, signal: null });
      expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(1234);
    },
    seconds,
  );

  test.each([
    ['SIGTERM', false, { code: null, signal: 'SIGTERM' }],
    ['SIGINT', false, { code: null, signal: 'SIGINT' }],
    ['SIGHUP', false, { code: null, signal: 'SIGHUP' }],
    ['SIGTERM', true, { code: 7, signal: null }],
  ] as const)(
    '%s, handled by the host: %s',
    async (signal, handled, expected) => {
      const path = join(newFolder(), 'events.ndjson');
      const args = ['--file', path, '--end', 'wait', '--events', '1234'];
      const host = runHost(handled ? [...args, '--handler'] : args);
      await host.ready;
      host.process.kill(signal);
      expect(await host.ended).toMatchObject(expected);
      expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(1234);
    },
    seconds,
  );
});

describe('L-01: with the receiver away, the spool has what was emitted', () => {
  async function awayFrom(...args: string[]) {
    const receiver = await server();
    await receiver.close();
    const root = newFolder();
    const tell = join(newFolder(), 'accepted');
    const host = runHost(['--url', receiver.url, '--spool', root, '--tell', tell, ...args]);
    const missing = (): string[] => {
      const written = spooledIds(root);
      return toldIds(tell).filter((id) => !written.has(id));
    };
    return { host, missing, told: () => toldIds(tell).length };
  }

  test.each([
    ['natural', undefined],
    ['exit', undefined],
    ['throw', undefined],
    ['reject', undefined],
    ['wait', 'SIGTERM'],
    ['wait', 'SIGINT'],
    ['wait', 'SIGHUP'],
  ] as const)(
    '%s %s',
    async (end, signal) => {
      const { host, missing, told } = await awayFrom('--end', end, '--events', '500');
      await host.ready;
      if (signal) host.process.kill(signal);
      await host.ended;
      expect(told()).toBe(500);
      expect(missing()).toEqual([]);
    },
    seconds,
  );

  test(
    'and level write has it even when the process is killed',
    async () => {
      const { host, missing, told } = await awayFrom(
        '--level',
        'write',
        '--events',
        '300',
        '--end',
        'wait',
      );
      await host.ready;
      host.process.kill('SIGKILL');
      expect(await host.ended).toMatchObject({ signal: 'SIGKILL' });
      expect(told()).toBe(300);
      expect(missing()).toEqual([]);
    },
    seconds,
  );
});

describe('L-03: a receiver far away', () => {
  test(
    'gets everything before a natural end',
    async () => {
      const receiver = await server();
      const ended = await runHost(['--url', receiver.url, '--events', '1234']).ended;
      expect(ended.code).toBe(0);
      expect(receiver.seen.flatMap(({ events }) => events)).toHaveLength(1234);
    },
    seconds,
  );

  test(
    'that never answers puts a natural end off by the time allowed, not more',
    async () => {
      const receiver = await server(() => {});
      const ended = await runHost(['--url', receiver.url, '--flush', '300']).ended;
      expect(ended).toMatchObject({ code: 0 });
      expect(receiver.seen).toHaveLength(1);
      // The attempt's own limit is 10 s: this only tells whether a socket held the process.
      expect(ended.extraMs).toBeLessThan(5000);
    },
    seconds,
  );

  test(
    'with a request under way does not keep the process alive',
    async () => {
      const receiver = await server(() => {});
      const ended = await runHost(['--url', receiver.url, '--flush', '0', '--end', 'sending'])
        .ended;
      expect(receiver.seen).toHaveLength(1);
      expect(ended.extraMs).toBeLessThan(5000);
    },
    seconds,
  );

  test(
    'with an idle connection does not keep the process alive',
    async () => {
      const receiver = await server();
      const ended = await runHost(['--url', receiver.url, '--flush', '0', '--end', 'sending'])
        .ended;
      expect(receiver.seen).toHaveLength(1);
      expect(ended.extraMs).toBeLessThan(4000);
    },
    seconds,
  );

  test(
    'that refuses connections does not change how the host ends',
    async () => {
      const receiver = await server();
      await receiver.close();
      expect(await runHost(['--url', receiver.url]).ended).toMatchObject({ code: 0 });
    },
    seconds,
  );
});
