import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';

// `pnpm bench [--write]`. Bundled as a release is: what runs sources directly (tsx) keeps names by
// a `defineProperty` for every closure, which would be measured with each call.
const bench = join(import.meta.dirname, '..', 'bench');
const outfile = join(bench, 'dist', 'main.mjs');
await build({
  entryPoints: [join(bench, 'core', 'main.ts')],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: ['@opentelemetry/*', '@langfuse/*', '@arizeai/*', 'langsmith'],
  logLevel: 'warning',
});
const { status } = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
