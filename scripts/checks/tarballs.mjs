import { run } from '../run.mjs';
import { StepFailure } from '../steps.mjs';
import { packAll } from './packed.mjs';

/** Asks publint and attw whether Node, bundlers and TypeScript will find what the tarballs promise. */
export async function checkTarballs() {
  const { packages } = await packAll();
  /** @type {string[]} */
  const complaints = [];
  for (const { name, tarball, entries } of packages) {
    /** @type {[string, string[]][]} */
    const tools = [['publint', ['run', tarball, '--strict']]];
    // A package that is only a command has no types to be wrong about.
    if (entries.length > 0) {
      tools.push([
        'attw',
        [
          tarball,
          '--profile',
          'esm-only',
          // It sees the tarball alone: what a declaration imports from a peer is not in there.
          '--ignore-rules',
          'internal-resolution-error',
          '--no-definitely-typed',
          '--no-color',
        ],
      ]);
    }
    for (const [tool, args] of tools) {
      const { code, output } = await run(tool, args);
      if (code !== 0) complaints.push(`${name}: ${tool}\n${output}`);
    }
  }
  if (complaints.length > 0) throw new StepFailure(complaints.join('\n'));
  return { note: `${packages.length} packages` };
}
