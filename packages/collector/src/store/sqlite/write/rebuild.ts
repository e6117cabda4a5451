import type { AnyEvent } from '@heddle/events';
import { factsOf } from '../../../event/facts-of.ts';
import { derivedTableNames } from '../schema.ts';
import { transaction, type Sql } from '../sql.ts';
import type { Derivation } from './derivation.ts';

const eventsPerStep = 2_000;

interface EventRow {
  position: number;
  project: number;
  received: number;
  body: string;
}

/**
 * Empties the derived tables and makes them again from the events, in the order of their arrival.
 * One transaction: whoever reads meanwhile sees the old tables, and a crash leaves them.
 */
export function rebuild(sql: Sql, derivation: Derivation): void {
  derivation.forget();
  try {
    transaction(sql, () => rebuildWithin(sql, derivation));
  } finally {
    derivation.forget();
  }
}

/** For a caller that already has a transaction. */
export function rebuildWithin(sql: Sql, derivation: Derivation): void {
  const sums = !sumsOutliveEvents(sql);
  for (const table of derivedTableNames) {
    if (table !== 'rollups' || sums) sql.exec(`DELETE FROM ${table}`);
  }
  deriveAll(sql, derivation, sums);
}

/** After retention has deleted events, the sums are all that is left of them. */
function sumsOutliveEvents(sql: Sql): boolean {
  return sql.tryGet("SELECT value FROM meta WHERE key = 'pruned'") !== undefined;
}

function deriveAll(sql: Sql, derivation: Derivation, sums: boolean): void {
  let after = 0;
  for (;;) {
    const rows = sql.all<EventRow>(
      `SELECT position, project, received, body FROM events WHERE position > ?
       ORDER BY position LIMIT ? /* across projects */`,
      after,
      eventsPerStep,
    );
    for (const { position, project, received, body } of rows) {
      const facts = factsOf(JSON.parse(body) as AnyEvent, received);
      const place = derivation.placeOf(project, facts);
      derivation.apply(project, place, facts, position);
      if (sums) derivation.count(project, facts);
      after = position;
    }
    derivation.save();
    if (rows.length < eventsPerStep) return;
  }
}
