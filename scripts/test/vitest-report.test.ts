import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { root, run } from '../run.mjs';
import { readReport } from '../vitest-report.mjs';

let folder: string;
let result: ReturnType<typeof readReport>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'heddle-vitest-'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const test = (name: string, text: string) =>
    writeFileSync(join(folder, name), `import { it, expect } from 'vitest';\n${text}`);
  test('good.test.js', `it('passes', () => {}); it.skip('rests', () => {}); it.todo('waits');`);
  test('bad.test.js', `it('hurts', () => expect('found').toBe('expected'));`);
  test('broken.test.js', `import './not-there.js'; it('is never seen', () => {});`);
  const many = `for (let i = 0; i < 30; i += 1) it('breaks ' + i, () => { throw new Error('x'); });`;
  test('many.test.js', many);
  const json = join(folder, 'report.json');
  await run('vitest', ['run', '--reporter=json', `--outputFile=${json}`], { cwd: folder });
  result = readReport(JSON.parse(readFileSync(json, 'utf8')));
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true }));

it('counts a file that cannot be loaded as a failure', () => {
  expect(result).toMatchObject({ passed: 1, failed: 32, skipped: 2 });
});

it('names what failed and why, and does not print a wall', () => {
  expect(result.detail).toContain('bad.test.js > hurts');
  expect(result.detail).toContain("expected 'found' to be 'expected'");
  expect(result.detail).toContain('not-there.js');
  expect(result.detail).toContain('… and 12 more');
});
