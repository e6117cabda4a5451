import type { Erased } from '../../../api-types.ts';
import { transaction, type Sql } from '../sql.ts';
import type { Derivation } from './derivation.ts';
import type { Positions } from './positions.ts';
import type { TextIndex } from './text-index.ts';
import { minutesKeptMs } from './rollup-table.ts';

/** How many runs or events one step deletes, so that arriving events never wait long. */
const runsPerStep = 20;
const eventsPerStep = 2_000;

/**
 * One step of forgetting what was last heard of before `before`: whole runs, so that none is left
 * in half, and events without a run. Hourly sums stay: they are the history. Call until it
 * answers with nothing.
 */
export function pruneStep(
  sql: Sql,
  derivation: Derivation,
  positions: Positions,
  before: number,
  index?: TextIndex,
): Erased {
  try {
    return transaction(sql, () => {
      positions.remember();
      const runs = sql.all<{ project: number; run: number }>(
        'SELECT project, run FROM runs WHERE last_received < ? ORDER BY last_received LIMIT ? /* across projects */',
        before,
        runsPerStep,
      );
      let events = 0;
      for (const { project, run } of runs) {
        events += deleteEvents(sql, project, 'run = ?', run, index);
        sql.run('DELETE FROM run_names WHERE project = ? AND run = ?', project, run);
        sql.run('DELETE FROM runs WHERE project = ? AND run = ?', project, run);
      }
      if (runs.length === 0) events += deleteLoose(sql, before, index);
      if (runs.length === 0 && events === 0) tidy(sql, before);
      else noteThatSumsOutliveEvents(sql);
      return { events, runs: runs.length };
    });
  } finally {
    derivation.forget();
    positions.forget();
  }
}

/** From now on the sums say more than the events that are left: they must not be made again. */
function noteThatSumsOutliveEvents(sql: Sql): void {
  sql.run("INSERT INTO meta(key, value) VALUES('pruned', '1') ON CONFLICT DO NOTHING");
}

function deleteEvents(
  sql: Sql,
  project: number,
  where: string,
  key: number,
  index: TextIndex | undefined,
): number {
  if (index !== undefined) {
    const rows = sql.all<{ position: number; body: string }>(
      `SELECT position, body FROM events WHERE project = ? AND ${where}`,
      project,
      key,
    );
    for (const { position, body } of rows) index.remove(position, body);
  }
  return sql.run(`DELETE FROM events WHERE project = ? AND ${where}`, project, key);
}

function deleteLoose(sql: Sql, before: number, index: TextIndex | undefined): number {
  const rows = sql.all<{ project: number; position: number }>(
    `SELECT project, position FROM events
     WHERE run IS NULL AND received < :before
       AND (session IS NULL OR NOT EXISTS (SELECT 1 FROM sessions
         WHERE sessions.session = events.session AND sessions.last_received >= :before))
     LIMIT :limit /* across projects */`,
    { before, limit: eventsPerStep },
  );
  for (const { project, position } of rows) {
    deleteEvents(sql, project, 'position = ?', position, index);
  }
  return rows.length;
}

function tidy(sql: Sql, before: number): void {
  sql.run(
    `DELETE FROM sessions WHERE last_received < ?
       AND NOT EXISTS (SELECT 1 FROM runs WHERE runs.session = sessions.session)
     /* across projects */`,
    before,
  );
  sql.run(
    `DELETE FROM handoffs WHERE session <> 0
       AND NOT EXISTS (SELECT 1 FROM sessions WHERE sessions.session = handoffs.session)
     /* across projects */`,
  );
  sql.run('DELETE FROM quarantine WHERE received < ? /* across projects */', before);
}

/** Minutes are for looking at now; hours are for looking back. */
export function pruneMinutes(sql: Sql, now: number): void {
  sql.run(
    'DELETE FROM rollups WHERE resolution = 60 AND bucket < ? /* across projects */',
    Math.floor((now - minutesKeptMs) / 60_000),
  );
}
