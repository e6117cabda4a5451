import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { build } from 'esbuild';

// A package's build script. `tsc -b` has written the declarations; this writes the code, one file
// an entry and what entries share beside them: a hundred small modules take several times as long
// to import as one, and importing is the first thing we cost a program.
const folder = process.cwd();
const { heddle, name, publishConfig } = JSON.parse(
  readFileSync(join(folder, 'package.json'), 'utf8'),
);

const entryPoints = Object.values(publishConfig.exports)
  .filter((target) => typeof target === 'object')
  .map((target) => target.default.replace('./dist/', 'src/').replace(/\.js$/, '.ts'));

// What a user's bundler must be able to leave out stays in files of its own.
const separate = heddle?.chunks ?? [];

rmSync(join(folder, 'dist', 'chunks'), { recursive: true, force: true });
await build({
  absWorkingDir: folder,
  entryPoints: [...entryPoints, ...separate],
  outbase: 'src',
  outdir: 'dist',
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  legalComments: 'none',
  logLevel: 'warning',
  banner: { js: `// ${name}: readable in src/ of its repository.` },
});
