import { gzipSync } from 'node:zlib';

import { StepFailure } from '../steps.mjs';
import { packAll } from './packed.mjs';

/**
 * What an import may cost, minified and gzipped, everything it pulls in included; kB are 1000 bytes.
 *
 * @type {readonly { entry: string, names: readonly string[], limit: number }[]}
 */
const BUDGETS = [
  { entry: '@heddle/core', names: ['createHeddle', 'httpTransport'], limit: 20_000 },
];

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
    const { outputFiles } = await build({
      stdin: {
        contents: `export { ${names.join(', ')} } from '${entry}';`,
        resolveDir: folder,
      },
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      write: false,
      logLevel: 'silent',
    });
    const minified = outputFiles[0]?.contents ?? new Uint8Array();
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
