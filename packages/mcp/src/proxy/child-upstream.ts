import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import spawn from 'cross-spawn';
import { drained } from './drained.ts';
import type { McpProxyOptions, ProxyExit } from './proxy-options.ts';
import type { Downstream, Upstream } from './upstream.ts';

/** What a shell answers when it cannot find, or may not run, a command. */
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;

/** A child that has ended may have left its output to a process of its own: we wait this long, ms. */
const GRACE_MS = 1000;

/**
 * Starts a server that speaks over its standard input and output. Its standard error is this
 * process's own, so that not a byte of it passes through us.
 */
export function childUpstream(
  command: string,
  options: McpProxyOptions,
  down: Downstream,
): Upstream {
  const { args = [], cwd, env } = options;
  const child = spawn(command, [...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    ...(cwd !== undefined && { cwd }),
    ...(env !== undefined && { env: { ...env } }),
  }) as ChildProcessByStdio<Writable, Readable, null>;
  const { stdin, stdout } = child;
  // A child that is gone cannot read: its exit says so, the broken pipe need not.
  stdin.on('error', () => {});
  stdout.on('data', (chunk: Buffer) => {
    const ready = down.receive(chunk);
    if (ready === undefined) return;
    stdout.pause();
    void ready.then(() => stdout.resume());
  });
  return {
    transportKind: 'stdio',
    send: (line) => stdin.write(line),
    drained: () => drained(stdin),
    end: () => void stdin.end(),
    kill: (signal) => void child.kill(signal),
    closed: exitOf(child),
  };
}

function exitOf(child: ChildProcessByStdio<Writable, Readable, null>): Promise<ProxyExit> {
  return new Promise((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (child.pid !== undefined) return;
      process.stderr.write(`${error.message}\n`);
      resolve({ code: error.code === 'EACCES' ? NOT_EXECUTABLE : NOT_FOUND, signal: null });
    });
    child.once('exit', (code, signal) => {
      const grace = setTimeout(() => resolve({ code, signal }), GRACE_MS);
      child.once('close', () => {
        clearTimeout(grace);
        resolve({ code, signal });
      });
    });
  });
}
