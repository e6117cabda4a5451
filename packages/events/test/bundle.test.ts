import { build, type Rollup } from 'vite';
import { describe, expect, it } from 'vitest';

/** What a bundler keeps of a program that imports from this package. */
async function bundle(program: string): Promise<string> {
  const entry = 'virtual:program';
  const output = (await build({
    configFile: false,
    logLevel: 'silent',
    root: import.meta.dirname,
    plugins: [
      {
        name: 'program',
        resolveId: (id) => (id === entry ? entry : null),
        load: (id) => (id === entry ? program : null),
      },
    ],
    build: {
      write: false,
      ssr: true,
      minify: true,
      rollupOptions: { input: entry },
    },
    ssr: { noExternal: true },
  })) as Rollup.RollupOutput;
  return output.output.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('');
}

const aSentenceOfTheCatalog = 'The one record of it';
const aSentenceOfTheValidator = 'something that throws';

describe('a bundle', () => {
  it('carries no schema when the program only emits events', async () => {
    const code = await bundle(`
      import { buildErrorEvent, buildLlmEvent, buildToolCallEvent, eventClass, eventTypes, SCHEMA_VERSION } from '@heddle/events';
      export { buildErrorEvent, buildLlmEvent, buildToolCallEvent, eventClass, eventTypes, SCHEMA_VERSION };
    `);
    expect(code).toContain('agent.tool.called');
    expect(code).not.toContain(aSentenceOfTheCatalog);
    expect(code).not.toContain(aSentenceOfTheValidator);
    expect(Buffer.byteLength(code)).toBeLessThan(6_000);
  });

  it('carries the catalog when the program validates', async () => {
    const code = await bundle(`
      import { validateEvents } from '@heddle/events';
      export { validateEvents };
    `);
    expect(code).toContain(aSentenceOfTheCatalog);
    expect(code).toContain(aSentenceOfTheValidator);
  });
});
