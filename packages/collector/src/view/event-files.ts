import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The event files of a folder such as `.heddle/`, oldest name first, its spool's folders included;
 * or the one file that was named.
 *
 * @throws Error when there is nothing at the path.
 */
export function findEventFiles(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw new Error(`There is nothing at ${path}.`);
  if (!stat.isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ndjson'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
