import { run } from '../run.mjs';
import { StepFailure } from '../steps.mjs';
import { packAll } from './packed.mjs';

/**
 * Loads every entry of every published package in a bare Node, by `import` and by `require`: both
 * must give the same module, say nothing, and leave nothing behind that keeps the process alive.
 */
export async function checkLoads() {
  const { folder, packages } = await packAll();
  const entries = packages.flatMap((packed) => packed.entries);
  /** @type {string[]} */
  const complaints = [];
  for (const entry of entries) {
    const { code, output } = await run(
      process.execPath,
      ['--input-type=module', '-e', load(entry)],
      {
        cwd: folder,
        timeoutMs: 20_000,
      },
    );
    if (code !== 0 || output !== '') complaints.push(`${entry}\n${output}`);
  }
  if (complaints.length > 0) throw new StepFailure(complaints.join('\n'));
  return { note: `${entries.length} entries, by import and require` };
}

/** @param {string} entry */
function load(entry) {
  return `
    import { createRequire } from 'node:module';
    const imported = await import('${entry}');
    const required = createRequire(process.cwd() + '/')('${entry}');
    // A module with a default export comes by require() in a wrapper that says __esModule.
    const same = 'default' in imported ? required.default === imported.default : required === imported;
    if (!same) throw new Error('import and require gave two modules');
  `;
}
