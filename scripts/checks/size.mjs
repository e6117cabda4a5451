import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';

import { StepFailure } from '../steps.mjs';
import { packAll } from './packed.mjs';

/**
 * What an import may cost, minified and gzipped, everything it pulls in included; kB are 1000 bytes.
 *
 * @type {readonly { entry: string, names: readonly string[], limit: number }[]}
 */
const BUDGETS = [{ entry: '@heddle/core', names: ['createHeddle', 'http'], limit: 40_500 }];

/** Bundles what a user would import and fails when it is over its budget. */
export async function checkSize() {
  const { folder } = await packAll();
  const { build } = await import('esbuild');
  /** @type {string[]} */
  const table = [];
  let over = false;
  for (const { entry, names, limit } of BUDGETS) {
    const exported = await exportsOf(folder, entry);
    const missing = names.filter((name) => !exported.has(name));
    if (missing.length > 0) {
      table.push(`${entry} does not export ${missing.join(', ')} yet: not measured`);
      continue;
    }
    const { metafile, outputFiles } = await build({
      stdin: {
        contents: `export { ${names.join(', ')} } from '${entry}';`,
        resolveDir: folder,
      },
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      splitting: true,
      outdir: 'out',
      absWorkingDir: folder,
      metafile: true,
      write: false,
      logLevel: 'silent',
    });
    const loaded = loadedAtOnce(metafile);
    const minified = Buffer.concat(
      outputFiles.filter(({ path }) => loaded.has(basename(path))).map(({ contents }) => contents),
    );
    const gzipped = gzipSync(minified, { level: 9 }).length;
    over ||= gzipped > limit;
    table.push(
      `{ ${names.join(', ')} } from ${entry}: ${kilobytes(gzipped)} gzipped of ${kilobytes(limit)} allowed, ${kilobytes(minified.length)} minified`,
    );
  }
  if (over) throw new StepFailure(table.join('\n'));
  return { note: table.join('; ') };
}

/**
 * The files that the import itself loads. What is fetched by `import()` when somebody asks for it
 * (the spool) is not part of what everybody pays.
 *
 * @param {import('esbuild').Metafile} metafile
 */
function loadedAtOnce({ outputs }) {
  const entry = Object.keys(outputs).find((path) => outputs[path]?.entryPoint?.includes('stdin'));
  const loaded = new Set();
  const visit = (/** @type {string} */ path) => {
    if (loaded.has(basename(path))) return;
    loaded.add(basename(path));
    for (const { kind, path: next } of outputs[path]?.imports ?? []) {
      if (kind === 'import-statement') visit(next);
    }
  };
  if (entry !== undefined) visit(entry);
  return loaded;
}

/**
 * @param {string} folder
 * @param {string} entry
 */
async function exportsOf(folder, entry) {
  const { createRequire } = await import('node:module');
  return new Set(Object.keys(createRequire(`${folder}/`)(entry)));
}

/** @param {number} bytes */
function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
