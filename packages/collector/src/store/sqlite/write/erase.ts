import type { AnyEvent } from '@heddle/events';
import type { Erased } from '../../../api-types.ts';
import { factsOf } from '../../../event/facts-of.ts';
import { transaction, type Sql } from '../sql.ts';
import type { Derivation } from './derivation.ts';
import type { Positions } from './positions.ts';
import type { TextIndex } from './text-index.ts';

/**
 * Takes a run or a session out: its events, its row, its part of every sum, what the quarantine
 * and the text index know of it, and words that only it used. `PRAGMA secure_delete` overwrites
 * the bytes; the write-ahead log is emptied afterwards. Backups are not reached.
 */
export interface Eraser {
  eraseRun(project: number, runId: string): Erased | undefined;
  eraseSession(project: number, sessionId: string): Erased | undefined;
}

interface EventRow {
  position: number;
  received: number;
  body: string;
}

export function createEraser(
  sql: Sql,
  derivation: Derivation,
  positions: Positions,
  index?: TextIndex,
): Eraser {
  const forgetEvents = (project: number, where: string, key: number): number => {
    const rows = sql.all<EventRow>(
      `SELECT position, received, body FROM events WHERE project = ? AND ${where}`,
      project,
      key,
    );
    for (const { position, received, body } of rows) {
      derivation.count(project, factsOf(JSON.parse(body) as AnyEvent, received), -1);
      index?.remove(position, body);
    }
    sql.run(`DELETE FROM events WHERE project = ? AND ${where}`, project, key);
    return rows.length;
  };

  const eraseRunRow = (project: number, run: number, runId: string): number => {
    const events = forgetEvents(project, 'run = ?', run);
    sql.run('DELETE FROM run_names WHERE project = ? AND run = ?', project, run);
    sql.run('DELETE FROM runs WHERE project = ? AND run = ?', project, run);
    sql.run('DELETE FROM quarantine WHERE project = ? AND run_id = ?', project, runId);
    sql.run(
      'DELETE FROM handoffs WHERE project = ? AND (source_run_id = ? OR target_run_id = ?)',
      project,
      runId,
      runId,
    );
    return events;
  };

  const erase = (project: number, work: () => Erased | undefined): Erased | undefined => {
    try {
      const erased = transaction(sql, () => {
        positions.remember();
        const result = work();
        derivation.save();
        if (result !== undefined) forgetUnusedNames(sql, project);
        return result;
      });
      if (erased !== undefined) sql.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      return erased;
    } finally {
      derivation.forget();
      positions.forget();
    }
  };

  return {
    eraseRun: (project, runId) =>
      erase(project, () => {
        const row = sql.tryGet<{ run: number; session: number | null }>(
          'SELECT run, session FROM runs WHERE project = ? AND run_id = ?',
          project,
          runId,
        );
        if (row === undefined) return undefined;
        const events = eraseRunRow(project, row.run, runId);
        if (row.session !== null) forgetEmptySession(sql, project, row.session);
        return { events, runs: 1 };
      }),

    eraseSession: (project, sessionId) =>
      erase(project, () => {
        const row = sql.tryGet<{ session: number }>(
          'SELECT session FROM sessions WHERE project = ? AND session_id = ?',
          project,
          sessionId,
        );
        if (row === undefined) return undefined;
        const runs = sql.all<{ run: number; run_id: string }>(
          'SELECT run, run_id FROM runs WHERE project = ? AND session = ?',
          project,
          row.session,
        );
        let events = forgetEvents(project, 'run IS NULL AND session = ?', row.session);
        for (const { run, run_id } of runs) events += eraseRunRow(project, run, run_id);
        sql.run('DELETE FROM quarantine WHERE project = ? AND session_id = ?', project, sessionId);
        sql.run('DELETE FROM handoffs WHERE project = ? AND session = ?', project, row.session);
        sql.run('DELETE FROM sessions WHERE project = ? AND session = ?', project, row.session);
        return { events, runs: runs.length };
      }),
  };
}

/** A session that is left without a run and without an event of its own is nothing. */
function forgetEmptySession(sql: Sql, project: number, session: number): void {
  sql.run(
    `DELETE FROM sessions WHERE project = ? AND session = ? AND own_events = 0
       AND NOT EXISTS (SELECT 1 FROM runs WHERE runs.session = sessions.session)`,
    project,
    session,
  );
}

/** Every word is in use as an agent, model, tool or environment of a sum or a run, or as a type. */
function forgetUnusedNames(sql: Sql, project: number): void {
  sql.run(
    `DELETE FROM names WHERE project = :project AND id NOT IN (
       SELECT agent FROM rollups WHERE project = :project
       UNION SELECT name FROM rollups WHERE project = :project
       UNION SELECT environment FROM rollups WHERE project = :project
       UNION SELECT agent FROM runs WHERE project = :project
       UNION SELECT environment FROM runs WHERE project = :project
       UNION SELECT environment FROM sessions WHERE project = :project
       UNION SELECT name FROM run_names WHERE project = :project)
     AND NOT EXISTS (SELECT 1 FROM events WHERE project = :project AND type = names.id)`,
    { project },
  );
}
