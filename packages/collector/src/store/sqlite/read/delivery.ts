import type { Page, QuarantinedEvent } from '../../../api-types.ts';
import { decodeRanges, highestOf } from '../../../event/sequence-ranges.ts';
import { decodeCursor, encodeCursor } from '../../cursor.ts';
import type { PageQuery } from '../../queries.ts';
import type { DeliveryFacts } from '../../store.ts';
import type { Sql } from '../sql.ts';
import { conditionsFor } from './conditions.ts';
import { iso, text } from './run-rows.ts';

const worstRuns = 20;
const newestRefused = 20;

export function delivery(sql: Sql, project: number): DeliveryFacts {
  const gaps = sql.tryGet<{ runs: number; missing: number | null }>(
    'SELECT count(*) AS runs, sum(missing) AS missing FROM runs WHERE project = ? AND missing > 0',
    project,
  );
  const late = sql.tryGet<{ late: number | null }>(
    'SELECT sum(late) AS late FROM runs WHERE project = ?',
    project,
  );
  const refused = sql.tryGet<{ count: number }>(
    'SELECT count(*) AS count FROM quarantine WHERE project = ?',
    project,
  );
  const drops = sql.all<{ reason: string; events: number; bytes: number }>(
    `SELECT reason, sum(events) AS events, sum(bytes) AS bytes FROM drops WHERE project = ?
     GROUP BY reason ORDER BY events DESC, reason`,
    project,
  );
  return {
    gaps: {
      runs: gaps?.runs ?? 0,
      missingEvents: gaps?.missing ?? 0,
      worst: worstGaps(sql, project),
    },
    late: late?.late ?? 0,
    drops: drops.map(({ reason, events, bytes }) => ({ reason, events, bytes })),
    quarantine: {
      count: refused?.count ?? 0,
      newest: listQuarantine(sql, project, { limit: newestRefused }).items,
    },
  };
}

function worstGaps(sql: Sql, project: number): DeliveryFacts['gaps']['worst'] {
  return sql
    .all<{
      run_id: string;
      agent_key: string | null;
      missing: number;
      arrived: string;
      last_received: number;
    }>(
      `SELECT run_id, names.value AS agent_key, missing, arrived, last_received
       FROM runs LEFT JOIN names ON names.id = runs.agent
       WHERE runs.project = ? AND missing > 0 ORDER BY missing DESC, run DESC LIMIT ?`,
      project,
      worstRuns,
    )
    .map((row) => ({
      runId: row.run_id,
      agentKey: row.agent_key ?? '',
      missing: row.missing,
      lastSequenceNumber: highestOf(decodeRanges(row.arrived)),
      lastReceivedAt: iso(row.last_received),
    }));
}

interface QuarantineRow {
  id: number;
  received: number;
  reason: string;
  detail: string;
  event_id: string | null;
  body: string;
}

export function listQuarantine(
  sql: Sql,
  project: number,
  query: PageQuery,
): Page<QuarantinedEvent> {
  const conditions = conditionsFor('project', project);
  if (query.cursor !== undefined) {
    conditions.add('id < :before', { before: decodeCursor(query.cursor, 1)[0] ?? 0 });
  }
  const rows = sql.all<QuarantineRow>(
    `SELECT * FROM quarantine WHERE ${conditions.where} ORDER BY id DESC LIMIT :limit`,
    { ...conditions.values, limit: query.limit + 1 },
  );
  const page = rows.slice(0, query.limit);
  const last = page[page.length - 1];
  return {
    items: page.map((row) => ({
      id: String(row.id),
      receivedAt: iso(row.received),
      reason: row.reason as QuarantinedEvent['reason'],
      detail: row.detail,
      ...text('eventId', row.event_id),
      body: row.body,
    })),
    ...(rows.length > page.length && last !== undefined
      ? { nextCursor: encodeCursor([last.id]) }
      : {}),
  };
}
