import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const suite = join(root, 'packages', 'openai', 'test', 'conformance');

interface Row {
  readonly title: string;
  readonly peers?: string;
  readonly since?: number;
  readonly holds: readonly number[];
}

interface Peers {
  readonly peers: readonly string[];
  readonly rows: Readonly<
    Record<string, { readonly check: string; readonly cells: readonly string[] }>
  >;
}

/** `docs/guide/openai.md` with the tables that the conformance suite's run wrote down. */
export function openaiPage(): string {
  const page = readFileSync(join(root, 'docs', 'guide', 'openai.md'), 'utf8');
  const { rows } = read<{ rows: Row[] }>('results.json');
  const peers = read<Peers>('peers.json');
  const withPeers = replaced(page, 'openai-peers', peersTable(rows, peers));
  return replaced(withPeers, 'openai-own', ownTable(rows.filter((row) => row.peers === undefined)));
}

function peersTable(rows: readonly Row[], { peers, rows: measured }: Peers): string {
  const { technique, broken, ...checks } = measured;
  const keys = Object.keys(checks);
  const own = keys.map((key) => holdsOn(rows.filter((row) => row.peers === key)));
  const passed = own.filter((holds) => holds.length > 0).length;
  return table([
    ['', 'Heddle, on openai', ...peers],
    ['technique', 'methods on the client itself', ...(technique?.cells ?? [])],
    ...keys.map((key, index) => [
      checks[key]?.check ?? key,
      told(own[index] ?? []),
      ...(checks[key]?.cells ?? []),
    ]),
    [
      'rows in which the caller fails or gets wrong data',
      String(keys.length - passed),
      ...(broken?.cells ?? []),
    ],
  ]);
}

function ownTable(rows: readonly Row[]): string {
  return table([['', 'on openai'], ...rows.map(({ title, holds }) => [title, told(holds)])]);
}

/** The majors on which every one of the rows holds, where the major has it at all. */
function holdsOn(rows: readonly Row[]): number[] {
  const majors = [...new Set(rows.flatMap(({ holds }) => holds))].toSorted();
  return majors.filter((major) =>
    rows.every(({ since = 0, holds }) => since > major || holds.includes(major)),
  );
}

function told(holds: readonly number[]): string {
  return holds.length === 0 ? 'N' : `Y: ${holds.join(', ')}`;
}

function table([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function replaced(page: string, name: string, block: string): string {
  const [start, end] = [`<!-- generated: ${name} -->`, '<!-- /generated -->'];
  const from = page.indexOf(start);
  const to = page.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`docs/guide/openai.md has no block "${name}".`);
  return `${page.slice(0, from)}${start}\n${block}\n${page.slice(to)}`;
}

function read<Value>(file: string): Value {
  return JSON.parse(readFileSync(join(suite, file), 'utf8')) as Value;
}
