import { rmSync } from 'node:fs';
import { createDerivation } from './write/derivation.ts';
import { rebuildWithin } from './write/rebuild.ts';
import type { Migration } from './migrations.ts';
import { transaction, type Sql } from './sql.ts';

/**
 * Brings the schema up to the newest version, one transaction per step, after writing a copy of
 * the store beside it (`<path>.before-<version>`). Gives back the version.
 *
 * @throws Error when the store was written by a newer version: going back is refused.
 */
export function migrate(sql: Sql, path: string, steps: readonly Migration[]): number {
  const newest = steps[steps.length - 1]?.version ?? 0;
  const current = versionOf(sql);
  if (current > newest) {
    throw new Error(
      `The store ${path} has schema version ${current}; this collector knows ${newest}. Use the newer collector, or the copy it made before it migrated.`,
    );
  }
  const missing = steps.filter(({ version }) => version > current);
  if (current > 0 && missing.length > 0) copyBeside(sql, `${path}.before-${newest}`);
  for (const step of missing) takeStep(sql, step);
  return newest;
}

function copyBeside(sql: Sql, copy: string): void {
  // Left by a migration that did not come to its end: the store is still what it was then.
  rmSync(copy, { force: true });
  sql.run('VACUUM INTO ? /* across projects */', copy);
}

function takeStep(sql: Sql, step: Migration): void {
  transaction(sql, () => {
    sql.exec(step.up);
    if (step.rederive === true) rebuildWithin(sql, createDerivation(sql));
    sql.exec(`PRAGMA user_version = ${step.version}`);
  });
}

function versionOf(sql: Sql): number {
  return sql.tryGet<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0;
}
