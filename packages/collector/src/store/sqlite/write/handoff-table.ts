import type { HandoffChange } from '../../../event/event-facts.ts';
import { orNull, type Sql } from '../sql.ts';

/** In the order a handoff walks through them. */
export const handoffStatuses: readonly HandoffChange['status'][] = [
  'requested',
  'accepted',
  'completed',
  'failed',
];

const upsert = `INSERT INTO handoffs(project, session, handoff_id, status, reason, source_agent_key,
    source_run_id, target_agent_key, target_run_id, requested_at, accepted_at, ended_at)
  VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET status = max(status, excluded.status),
    reason = coalesce(reason, excluded.reason),
    source_agent_key = coalesce(source_agent_key, excluded.source_agent_key),
    source_run_id = coalesce(source_run_id, excluded.source_run_id),
    target_agent_key = coalesce(target_agent_key, excluded.target_agent_key),
    target_run_id = coalesce(target_run_id, excluded.target_run_id),
    requested_at = coalesce(requested_at, excluded.requested_at),
    accepted_at = coalesce(accepted_at, excluded.accepted_at),
    ended_at = coalesce(ended_at, excluded.ended_at)`;

/** Notes one event of a handoff; its events may come in any order. `session` 0 is none. */
export function applyHandoff(
  sql: Sql,
  project: number,
  session: number,
  time: number,
  change: HandoffChange,
): void {
  const status = handoffStatuses.indexOf(change.status);
  sql.run(
    upsert,
    project,
    session,
    change.handoffId,
    status,
    orNull(change.reason),
    orNull(change.sourceAgentKey),
    orNull(change.sourceRunId),
    orNull(change.targetAgentKey),
    orNull(change.targetRunId),
    change.status === 'requested' ? time : null,
    change.status === 'accepted' ? time : null,
    status > 1 ? time : null,
  );
}
