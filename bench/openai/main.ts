import { fork, type ChildProcess } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { median } from '../core/measure.ts';
import type { Measured, RoundOptions, Said } from './caller.ts';

/**
 * `pnpm bench:openai [rounds] [calls a round]`: one chat completion over loopback HTTP with the bare
 * client, with the same client wrapped by us, and with three peers as published. The bare client
 * comes twice, and the two must agree; it comes once more inside an AsyncLocalStorage, which is
 * what anybody pays who knows who is asking.
 *
 * Every variant is a process of its own, so that the CPU time of what it puts off is counted too;
 * the server, which swallows what the peers send, is another. The variants take turns.
 */
const VARIANTS = [
  'bare',
  'bare again',
  'bare in an AsyncLocalStorage',
  'heddle',
  'openinference',
  'posthog',
  'langsmith',
];
const WARM_UP = 5;
const [rounds = 15, calls = 200] = process.argv.slice(2).map(Number);

interface Contestant {
  readonly name: string;
  readonly child: ChildProcess;
  readonly measured: Measured[];
}

const server = await start('server.ts');
const contestants: Contestant[] = [];
for (const name of VARIANTS) {
  const { child } = await start('caller.ts', name, server.said.url ?? '');
  contestants.push({ name, child, measured: [] });
}
for (let round = -WARM_UP; round < rounds; round++) {
  for (const { child, measured } of contestants) {
    const told = await ask(child, { calls });
    if (round >= 0) measured.push(told);
  }
}
report();
process.exit();

async function start(
  file: string,
  ...args: string[]
): Promise<{ child: ChildProcess; said: Said }> {
  const execArgv = ['--expose-gc', '--import', 'tsx'];
  const child = fork(join(import.meta.dirname, file), args, { execArgv });
  // No child outlives the bench, and none that died is waited for.
  process.once('exit', () => child.kill());
  child.once('exit', (code) => {
    if (code !== null && code !== 0) process.exit(code);
  });
  const said = await new Promise<Said>((resolve) => child.once('message', resolve as never));
  return { child, said };
}

function ask(child: ChildProcess, round: RoundOptions): Promise<Measured> {
  return new Promise((resolve) => {
    child.once('message', resolve as never);
    child.send(round);
  });
}

function report(): void {
  const figures = contestants.map(({ name, measured }) => ({
    name,
    cpu: median(measured.map(({ cpuUs }) => cpuUs)),
    wall: median(measured.map(({ wallUs }) => wallUs)),
  }));
  const [bare] = figures;
  if (bare === undefined) return;
  const machine = `Node ${process.versions.node}, ${cpus()[0]?.model ?? 'unknown'}`;
  console.log(`${machine}; us per call, medians of ${rounds} rounds of ${calls}\n`);
  console.log('| | wall | over bare | CPU | over bare |');
  console.log('| --- | --- | --- | --- | --- |');
  for (const { name, cpu, wall } of figures) {
    console.log(`| ${name} | ${cell(wall, bare.wall)} | ${cell(cpu, bare.cpu)} |`);
  }
}

function cell(own: number, base: number): string {
  const over = own - base;
  return `${own.toFixed(0)} | ${over.toFixed(0)} (${((100 * over) / base).toFixed(0)} %)`;
}
