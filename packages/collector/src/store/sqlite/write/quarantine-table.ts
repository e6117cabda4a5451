import type { Quarantined } from '../../store.ts';
import { orNull, type Sql } from '../sql.ts';

const maxRowsPerProject = 10_000;
const maxBodyLength = 16 * 1024;

/** Keeps what was refused. The oldest make room: a broken sender must not fill the disk. */
export function addToQuarantine(
  sql: Sql,
  project: number,
  events: readonly (Quarantined & { runId?: string; sessionId?: string })[],
  receivedAt: number,
): void {
  for (const event of events) {
    sql.run(
      `INSERT INTO quarantine(project, received, reason, detail, event_id, run_id, session_id, body)
       VALUES(?, ?, ?, ?, ?, ?, ?, ?)`,
      project,
      receivedAt,
      event.reason,
      event.detail.slice(0, 1_000),
      orNull(event.eventId?.slice(0, 200)),
      orNull(event.runId),
      orNull(event.sessionId),
      event.body.slice(0, maxBodyLength),
    );
  }
  sql.run(
    `DELETE FROM quarantine WHERE project = ? AND id <=
       (SELECT id FROM quarantine WHERE project = ? ORDER BY id DESC LIMIT 1 OFFSET ?)`,
    project,
    project,
    maxRowsPerProject,
  );
}
