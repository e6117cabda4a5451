import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { root, run } from '../run.mjs';

const ours = [
  'events',
  'core',
  'openai',
  'mcp',
  'otel',
  'cls-hooked',
  'apie',
  'valmi',
  'agentmetrics',
  'testing',
  'collector',
  'cli',
  'dashboard',
];

/** Who may import whom, as `design.md` 2 draws it. */
const arrows: Record<string, readonly string[]> = {
  events: [],
  core: ['events'],
  openai: ['events', 'core'],
  'cls-hooked': ['events', 'core'],
  apie: ['events', 'core'],
  testing: ['events', 'core'],
  collector: ['events', 'apie/wire', 'valmi/wire', 'agentmetrics/wire'],
  cli: ['events', 'collector'],
  dashboard: [],
};

const importable = [...ours, 'apie/wire', 'valmi/wire', 'agentmetrics/wire', 'openai/deep/inside'];
let refused: Map<string, Set<string>>;
let workspace: string;

beforeAll(async () => {
  workspace = mkdtempSync(join(tmpdir(), 'heddle-arrows-'));
  symlinkSync(join(root, 'node_modules'), join(workspace, 'node_modules'));
  copyFileSync(join(root, '.oxlintrc.json'), join(workspace, '.oxlintrc.json'));
  for (const name of Object.keys(arrows)) {
    const folder = join(workspace, 'packages', name, 'src');
    mkdirSync(folder, { recursive: true });
    const imports = importable.map(
      (other, index) => `import * as _${index} from '@heddle/${other}';`,
    );
    writeFileSync(
      join(folder, 'index.ts'),
      [...imports, "import '../../core/src/scope.ts';"].join('\n'),
    );
  }

  const { output } = await run('oxlint', ['--format', 'unix', 'packages'], { cwd: workspace });
  refused = new Map(Object.keys(arrows).map((name) => [name, new Set()]));
  const complaint = /packages\/([^/]+)\/src\/index\.ts.*'([^']+)' import is restricted/g;
  for (const [, name = '', imported = ''] of output.matchAll(complaint)) {
    refused.get(name)?.add(imported.replace('@heddle/', ''));
  }
}, 60_000);

afterAll(() => rmSync(workspace, { recursive: true }));

it.each(Object.entries(arrows))('lets %s import %j of ours and nothing else', (name, allowed) => {
  const expected = importable.filter((other) => !allowed.includes(other));
  // An open package opens its subpaths too.
  expect([...(refused.get(name) ?? [])].toSorted()).toEqual(
    [...expected, '../../core/src/scope.ts'].toSorted(),
  );
});
