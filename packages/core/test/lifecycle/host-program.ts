import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scanLines } from '../../src/spool/line.ts';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** From the end of the host's own work to the end of the process. */
  readonly extraMs: number;
}

export interface HostProgram {
  readonly process: ChildProcess;
  /** It has emitted everything. */
  readonly ready: Promise<void>;
  readonly ended: Promise<Ended>;
}

const child = fileURLToPath(new URL('child.ts', import.meta.url));

/** Runs `child.ts` as a process of its own. */
export function runHost(args: readonly string[], node: readonly string[] = []): HostProgram {
  const running = spawn(process.execPath, [...node, '--import', 'tsx', child, ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  let isReady = (): void => {};
  const ready = new Promise<void>((resolve) => (isReady = resolve));
  running.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString('latin1');
    if (output.includes('ready\n')) isReady();
  });
  const ended = new Promise<Ended>((resolve) => {
    running.on('close', (code, signal) => {
      isReady();
      const extraMs = Number(/ended at (\d+)/.exec(output)?.[1]);
      resolve({ code, signal, extraMs });
    });
  });
  return { process: running, ready, ended };
}

/** The ids that a host wrote to its `--tell` file. */
export function toldIds(path: string): string[] {
  return readFileSync(path, 'latin1').split('\n').slice(0, -1);
}

/** The ids of all events in the segments below a spool's root. */
export function spooledIds(root: string): Set<string> {
  const ids = new Set<string>();
  for (const path of filesBelow(root).filter((name) => name.endsWith('.ndjson'))) {
    for (const { json } of scanLines(readFileSync(path), 0, true).records) {
      const { eventId } = JSON.parse(json) as { eventId?: string };
      if (eventId !== undefined) ids.add(eventId);
    }
  }
  return ids;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}
