import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { floors } from './floors.ts';
import { heddles } from './heddles.ts';
import { measure, type Figure } from './measure.ts';
import { peers } from './peers.ts';
import { bursts, cpuPerEvent } from './throughput.ts';

// `pnpm bench`: one run, everything side by side; ratios count, absolute times do not.
const asynchronous = async (x: unknown): Promise<unknown> => x;
const synchronous = (x: unknown): unknown => x;

const subjects = [
  ...floors(asynchronous, synchronous),
  ...heddles(asynchronous, synchronous),
  ...peers(asynchronous),
];
const compared = subjects.filter(
  ({ name }) => name === 'Heddle, async' || name.startsWith('OpenTelemetry'),
);
const small = await measure(subjects, 7);
const nested = Object.fromEntries(
  Array.from({ length: 20 }, (_, index) => [
    `key${index}`,
    { value: index, text: `text ${index}` },
  ]),
);
// As few calls a round as keep below what may be staged (4 MiB): past it the writing out is timed, too.
const few = { calls: 1, rounds: 40, warmUp: 2 };
const megabyte = 'x'.repeat(1_048_576);
const payloads: [string, Figure[]][] = [
  ['4 KB string', await measure(compared, 'x'.repeat(4096))],
  ['20-key nested object', await measure(compared, nested)],
  ['small, one call a turn', await measure(compared, 7, few)],
  ['1 MB string, one call a turn', await measure(compared, megabyte, few)],
  [
    '1 MB string, 20 calls without a turn of the loop',
    await measure(compared, megabyte, { calls: 20, rounds: 3, warmUp: 0 }),
  ],
];
const cpu = await cpuPerEvent();
const floods = await bursts();

const of = (name: string, figures = small): number =>
  figures.find(({ subject }) => subject.name === name)?.nanoseconds ?? Number.NaN;
const ratio = (a: number, b: number): string => `${(a / b).toFixed(2)}x`;
const heddle = of('Heddle, async');
const payload = (name: string): number =>
  of('Heddle, async', payloads.find(([title]) => title === name)?.[1]);

const budgets: readonly (readonly [string, string, string, boolean])[] = [
  row('`withTool`, async, in a run', '2.5x L2x2', heddle / of('L2x2 L1 and two facts'), 2.5),
  row(
    'the same beside OpenTelemetry with attributes',
    'a third',
    heddle / of('OpenTelemetry, input and output attributes'),
    1 / 3,
  ),
  row('sync', '3x L1', of('Heddle, sync') / of('L1 AsyncLocalStorage.run, sync'), 3),
  row('4 KB string', '1.5x small', payload('4 KB string') / heddle, 1.5),
  row(
    '1 MB string',
    '2x small',
    payload('1 MB string, one call a turn') / payload('small, one call a turn'),
    2,
  ),
  row(
    'outside any run, ignored',
    'L1',
    of('Heddle, outside any run, ignored') / of('L1 AsyncLocalStorage.run, async'),
    1,
  ),
  row('sampled out', 'L1', of('Heddle, sampled out') / of('L1 AsyncLocalStorage.run, async'), 1),
  [
    '20-key nested object',
    '3 µs more',
    `${((payload('20-key nested object') - heddle) / 1000).toFixed(2)} µs more`,
    payload('20-key nested object') - heddle <= 3000,
  ],
  [
    '100 policies',
    '5 µs more',
    `${((of('Heddle, 100 policies') - heddle) / 1000).toFixed(2)} µs more`,
    of('Heddle, 100 policies') - heddle <= 5000,
  ],
  [
    'CPU per event to acknowledged JSON over HTTP',
    '3 µs (Node 24)',
    `${cpu.microseconds.toFixed(2)} µs`,
    cpu.microseconds <= 3,
  ],
  ...(['memory', 'http'] as const).map((kind) => {
    const { expected, lost } = floods[kind];
    const name = `burst of 50,000 calls in one loop, ${kind}`;
    return [name, '0 lost', `${lost} lost of ${expected}`, lost === 0] as const;
  }),
];

function row(
  what: string,
  budget: string,
  reached: number,
  most: number,
): readonly [string, string, string, boolean] {
  return [what, budget, `${reached.toFixed(2)}x`, reached <= most];
}

const page = `# Benchmarks

<!-- Written by \`pnpm bench\`. -->

Node ${process.version}, ${cpus().length} shared cores (${cpus()[0]?.model.trim()}), ${new Date().toISOString().slice(0, 10)}. Everything in one run,
interleaved round by round, medians of 40 rounds of 200 calls. The machine is shared: only ratios mean something. A call is \`async (x) => x\` as a tool inside
a run or trace, sink dropped. Heddle records three events of each, with input and output; they are written out after the
measured time, on the loop's next turn: "CPU per event" is what that costs, the receiver's share included, since it runs in
the same process. Bytes are what the heap grew by during the calls, so they leave the writing out away as well. Where the loop
gets no turn and more than 4 MiB wait, the caller pays for the writing out: the last line of the second table.
Single calls run with cold caches; how much that is shows in OpenTelemetry's span only, which never looks at the argument.

| | ns per call | beside L2x2 | bytes per call |
| --- | --- | --- | --- |
${small.map(({ subject, nanoseconds, bytes }) => `| ${subject.name} | ${nanoseconds.toFixed(0)} | ${ratio(nanoseconds, of('L2x2 L1 and two facts'))} | ${bytes.toFixed(0)} |`).join('\n')}

| argument and result | ${compared.map(({ name }) => name).join(' | ')} |
| --- | ${compared.map(() => '---').join(' | ')} |
${payloads.map(([title, figures]) => `| ${title} | ${figures.map(({ nanoseconds }) => nanoseconds.toFixed(0)).join(' | ')} |`).join('\n')}

## Budgets

| | budget | reached | |
| --- | --- | --- | --- |
${budgets.map(([what, budget, reached, met]) => `| ${what} | ${budget} | ${reached} | ${met ? 'met' : '**missed**'} |`).join('\n')}
`;
process.stdout.write(page);
if (process.argv.includes('--write')) {
  writeFileSync(join(import.meta.dirname, '..', '..', 'docs', 'benchmarks.md'), page);
}
process.exit(0);
