import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export interface Bundle {
  /** The program to run with node. */
  readonly program: string;
  remove(): void;
}

/**
 * The collector as plain JavaScript, so that it starts in a fraction of a second: twenty starts
 * through a TypeScript loader would take longer than the test.
 */
export async function bundleCollector(): Promise<Bundle> {
  const own = fileURLToPath(new URL('../../', import.meta.url));
  const folder = join(own, 'node_modules', '.cache', `heddle-kill-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  // Beside the bundle's folder, as the package's own is beside `dist`.
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "version": "0.0.0" }');
  await build({
    entryPoints: [
      join(own, 'test/kill/collector-process.ts'),
      join(own, 'src/store/sqlite/writer-thread.ts'),
      join(own, 'src/store/sqlite/reader-thread.ts'),
    ],
    outdir: join(folder, 'out'),
    entryNames: '[name]',
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['@photostructure/sqlite'],
    banner: {
      js: "import { createRequire as banner } from 'node:module'; const require = banner(import.meta.url);",
    },
    logLevel: 'error',
  });
  return {
    program: join(folder, 'out', 'collector-process.js'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
