import type { Page } from '../../../api-types.ts';
import { decodeCursor, encodeCursor } from '../../cursor.ts';
import type { EventQuery } from '../../queries.ts';
import type { EventRecord } from '../../store.ts';
import type { Sql } from '../sql.ts';
import { conditionsFor, type Conditions } from './conditions.ts';

interface EventRow {
  position: number;
  received: number;
  late: number;
  body: string;
  sequence: number;
  session_sequence: number;
  time: number;
}

const eventColumns =
  'events.position, received, late, body, events.sequence, session_sequence, events.time';

export function runEvents(
  sql: Sql,
  project: number,
  runId: string,
  query: EventQuery,
): Page<EventRecord> {
  const conditions = conditionsFor('+events.project', project);
  conditions.add('run = (SELECT run FROM runs WHERE project = :project AND run_id = :runId)', {
    runId,
  });
  return eventPage(sql, conditions, 'sequence', query);
}

export function sessionEvents(
  sql: Sql,
  project: number,
  sessionId: string,
  query: EventQuery,
): Page<EventRecord> {
  const row = sql.tryGet<{ session: number }>(
    'SELECT session FROM sessions WHERE project = ? AND session_id = ?',
    project,
    sessionId,
  );
  const conditions = conditionsFor('+events.project', project);
  conditions.add(
    `(run IN (SELECT run FROM runs WHERE project = :project AND session = :session)
      OR (run IS NULL AND session = :session))`,
    { session: row?.session ?? -1 },
  );
  return eventPage(sql, conditions, 'session_sequence', query);
}

/** The order of events: by their number, then by time, then by arrival. */
function eventPage(
  sql: Sql,
  conditions: Conditions,
  order: 'sequence' | 'session_sequence',
  query: EventQuery,
): Page<EventRecord> {
  filterTypes(conditions, query.types);
  if (query.cursor !== undefined) {
    const [sequence = 0, time = 0, position = 0] = decodeCursor(query.cursor, 3);
    conditions.add(`(${order}, time, position) > (:sequence, :time, :position)`, {
      sequence,
      time,
      position,
    });
  }
  const rows = sql.all<EventRow>(
    `SELECT ${eventColumns} FROM events WHERE ${conditions.where}
     ORDER BY ${order}, time, position LIMIT :limit`,
    { ...conditions.values, limit: query.limit + 1 },
  );
  const page = rows.slice(0, query.limit);
  const last = page[page.length - 1];
  return {
    items: page.map(toRecord),
    ...(rows.length > page.length && last !== undefined
      ? { nextCursor: encodeCursor([last[order], last.time, last.position]) }
      : {}),
  };
}

export function filterTypes(conditions: Conditions, types: readonly string[] | undefined): void {
  if (types === undefined) return;
  conditions.add(
    `type IN (SELECT id FROM names WHERE project = :project
       AND value IN (SELECT value FROM json_each(:types)))`,
    { types: JSON.stringify(types) },
  );
}

/** In the order of commits; the single writer makes positions and commits go together. */
export function eventsAfter(
  sql: Sql,
  project: number,
  position: number,
  limit: number,
): EventRecord[] {
  return sql
    .all<EventRow>(
      `SELECT ${eventColumns} FROM events WHERE position > ? AND +project = ?
       ORDER BY position LIMIT ?`,
      position,
      project,
      limit,
    )
    .map(toRecord);
}

export function lastPosition(sql: Sql): number {
  const row = sql.tryGet<{ last: number | null }>(
    'SELECT max(position) AS last FROM events /* across projects */',
  );
  return row?.last ?? 0;
}

export function toRecord(row: {
  position: number;
  received: number;
  late: number;
  body: string;
}): EventRecord {
  return {
    position: row.position,
    receivedAt: row.received,
    late: row.late === 1,
    json: row.body,
  };
}
