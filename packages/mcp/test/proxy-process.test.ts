import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { serverNameOf } from '../src/index.ts';

const bin = fileURLToPath(new URL('../src/proxy/bin.ts', import.meta.url));
const tsx = import.meta.resolve('tsx');

/** The command as a host starts it, in a folder of its own. */
function start(...args: string[]) {
  const cwd = mkdtempSync(join(tmpdir(), 'heddle-mcp-'));
  const child = spawn(process.execPath, ['--import', tsx, bin, ...args], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: cwd },
  });
  const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  return { cwd, child, ended, stdout: text(child.stdout), stderr: text(child.stderr) };
}

const node = (script: string): string[] => ['--', process.execPath, '-e', script];

describe('the process', () => {
  test('ends with the exit code of the server, after its last words', async () => {
    const { child, cwd, ended, stderr, stdout } = start(
      ...node(
        `console.error('to the log'); process.stdout.write('last words', () => process.exit(7))`,
      ),
    );
    child.stdin.end();
    expect(await ended).toEqual([7, null]);
    expect(await stdout).toBe('last words');
    expect(await stderr).toBe('to the log\n');
    expect(readdirSync(cwd)).toContain('.heddle');
  });

  test('ends when the host has nothing more to say', async () => {
    const { child, ended, stdout } = start(...node('process.stdin.pipe(process.stdout)'));
    child.stdin.end('goodbye');
    expect(await ended).toEqual([0, null]);
    expect(await stdout).toBe('goodbye');
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'passes %s on, and dies of it as the server does',
    async (signal) => {
      const { child, ended, stdout } = start(
        ...node(`console.log('ready'); setInterval(() => {}, 1000)`),
      );
      await once(child.stdout, 'data');
      child.kill(signal);
      expect(await ended).toEqual([null, signal]);
      expect(await stdout).toBe('ready\n');
    },
  );

  test('lets a server that handles the signal end in its own way', async () => {
    const { child, ended, stdout } = start(
      ...node(
        `process.on('SIGTERM', () => { console.log('cleaning up'); process.exit(3) });
         console.log('ready'); setInterval(() => {}, 1000)`,
      ),
    );
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect(await ended).toEqual([3, null]);
    expect(await stdout).toBe('ready\ncleaning up\n');
  });

  test('ends as a shell does when there is no such command', async () => {
    const { child, ended, stderr } = start('--', 'there-is-no-such-command');
    child.stdin.end();
    expect(await ended).toEqual([127, null]);
    expect(await stderr).toContain('there-is-no-such-command');
  });

  test('explains itself', async () => {
    const help = start('--help');
    expect(await help.ended).toEqual([0, null]);
    expect(await help.stderr).toContain('Usage: heddle mcp-proxy');
    const unknown = start('--no-such-option');
    expect(await unknown.ended).toEqual([2, null]);
    const both = start('--url', 'http://127.0.0.1:1', '--', 'x');
    expect(await both.ended).toEqual([2, null]);
    expect(await both.stderr).toContain('either a command to start or a url to reach');
    const noFile = start('--policies', 'none.json', '--', 'x');
    expect(await noFile.ended).toEqual([2, null]);
    expect(await noFile.stderr).toContain('none.json cannot be read');
  });

  test('guards by a file of policies', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'heddle-mcp-')), 'policies.json');
    writeFileSync(
      file,
      JSON.stringify([{ key: 'no', effect: 'block', match: { tool: 'desk.*' } }]),
    );
    const { child, ended, stdout } = start(
      '--server',
      'desk',
      '--mode',
      'enforce',
      '--policies',
      file,
      ...node('process.stdin.resume()'),
    );
    const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'x' } };
    child.stdin.end(`${JSON.stringify(call)}\n`);
    await ended;
    expect(JSON.parse(await stdout)).toMatchObject({ id: 1, error: { code: -32_001 } });
  });
});

test.each([
  [{ server: 'github', command: 'npx' }, 'github'],
  [{ command: 'npx', args: ['-y', '@modelcontextprotocol/server-memory@2.1.0'] }, 'server-memory'],
  [
    {
      command: '/usr/bin/node',
      args: ['--no-warnings', '/opt/servers/weather.mjs', '--port', '1'],
    },
    'weather',
  ],
  [{ command: 'uvx', args: ['mcp-server-git'] }, 'mcp-server-git'],
  [{ command: 'C:\\tools\\desk.exe' }, 'desk'],
  [{ command: 'docker', args: ['run', '-i', 'mcp/fetch'] }, 'fetch'],
  [{ url: 'https://mcp.example.com/v1?x=y' }, 'mcp.example.com'],
  [{ command: 'node' }, 'mcp'],
])('%j is called %s', (options, name) => {
  expect(serverNameOf(options)).toBe(name);
});
