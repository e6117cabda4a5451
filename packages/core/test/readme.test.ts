import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterAll, expect, test } from 'vitest';

const here = fileURLToPath(new URL('.', import.meta.url));
const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
// Inside the package, where its own name can be imported.
mkdirSync(join(here, '.readme'), { recursive: true });
const folder = mkdtempSync(join(here, '.readme', 'example-'));
const program = join(folder, 'example.mts');
writeFileSync(program, /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '');

afterAll(() => rmSync(join(here, '.readme'), { recursive: true, force: true }));

test('the example of the README compiles under our own strict options', () => {
  const { config } = ts.readConfigFile(join(here, '..', 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, join(here, '..'));
  const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram([program], options));
  expect(
    diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
  ).toEqual([]);
}, 120_000);

test('the example of the README runs, and does what the README says of it', () => {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', 'tsx', program], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect({ stdout, stderr, status }).toEqual({
    stdout: 'Dear customer, an answer to where is my order?.\n',
    stderr: '',
    status: 0,
  });
  const file = readdirSync(join(folder, '.heddle')).find((name) => name.endsWith('.ndjson')) ?? '';
  const events = readFileSync(join(folder, '.heddle', file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { sequenceNumber: number });
  expect(readme).toContain('Seven events, numbered 1 to 7 in their run');
  expect(events.map(({ sequenceNumber }) => sequenceNumber)).toEqual([1, 2, 3, 4, 5, 6, 7]);
});
