/**
 * Writes every file that derives from the sources. `--check` writes nothing and fails when one of
 * them is stale.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { eventJsonSchema } from '../packages/events/src/index.ts';
import { eventsPage } from './generate/events-page.ts';
import { openaiPage } from './generate/openai-tables.ts';
import { transparencyPage } from './generate/transparency-page.ts';

/** A file nobody edits: what it is called, counted from the root, and how it comes to be. */
export interface GeneratedFile {
  readonly path: string;
  readonly render: () => string | Promise<string>;
}

export const generatedFiles: readonly GeneratedFile[] = [
  { path: 'docs/events.md', render: eventsPage },
  { path: 'docs/guide/openai.md', render: openaiPage },
  { path: 'docs/guide/transparency.md', render: transparencyPage },
  {
    path: 'packages/events/schema/heddle-events.schema.json',
    render: () => `${JSON.stringify(eventJsonSchema(), undefined, 2)}\n`,
  },
];

/** The files that are not what their sources say. */
export async function staleFiles(root: string): Promise<GeneratedFile[]> {
  const stale = await Promise.all(
    generatedFiles.map(async ({ path, render }) => {
      const there = await readFile(join(root, path), 'utf8').catch(() => undefined);
      return there !== (await render());
    }),
  );
  return generatedFiles.filter((_, index) => stale[index]);
}

async function generate(root: string, checkOnly: boolean): Promise<void> {
  const stale = await staleFiles(root);
  for (const { path, render } of stale) {
    if (checkOnly) {
      console.error(`${path} is stale: run "pnpm generate".`);
      process.exitCode = 1;
    } else {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), await render());
      console.log(`wrote ${path}`);
    }
  }
}

if (process.argv[1] === import.meta.filename) {
  await generate(join(import.meta.dirname, '..'), process.argv.includes('--check'));
}
