import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventTypes } from '@heddle/events';
import { generatedFiles, staleFiles } from '../../../scripts/generate.ts';

describe('the generated files', () => {
  it('are what the catalog says', async () => {
    const stale = await staleFiles(join(import.meta.dirname, '../../..'));
    expect(stale.map(({ path }) => path)).toEqual([]);
  });

  it('are stale where they are missing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'heddle-generate-'));
    try {
      expect(await staleFiles(folder)).toEqual(generatedFiles);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('have a chapter for every event type, and links that lead somewhere', async () => {
    const page = await generatedFiles.find(({ path }) => path === 'docs/events.md')!.render();
    const anchors = [...page.matchAll(/^#+ (.+)$/gm)].map((match) =>
      match[1]!.toLowerCase().replaceAll('.', '').replaceAll(' ', '-'),
    );
    const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map((match) => match[1]!);
    expect(links.length).toBeGreaterThan(50);
    expect(links.filter((link) => !anchors.includes(link))).toEqual([]);
    for (const type of eventTypes) expect(anchors).toContain(type.replaceAll('.', ''));
  });
});
