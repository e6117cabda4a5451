import { excerptAround } from '../../excerpt.ts';
import { decodeCursor, encodeCursor } from '../../cursor.ts';
import type { SearchQuery } from '../../queries.ts';
import type { SearchRecords } from '../../store.ts';
import type { Sql } from '../sql.ts';
import { conditionsFor, containing, type Conditions } from './conditions.ts';
import { filterTypes, lastPosition, toRecord } from './events.ts';

interface HitRow {
  position: number;
  received: number;
  late: number;
  body: string;
}

/** How many events one slice of a scan looks at, and how long one turn of a scan may take. */
const sliceEvents = 2_000;
const turnMs = 50;

/**
 * Finds events whose JSON contains the text, newest first. Without an index it reads backwards for
 * one turn and gives a cursor to go on from: no search holds the reader for long.
 */
export function search(
  sql: Sql,
  project: number,
  query: SearchQuery,
  indexed: boolean,
  now: () => number,
): SearchRecords {
  const before = query.cursor === undefined ? undefined : decodeCursor(query.cursor, 1)[0];
  return indexed
    ? searchIndex(sql, project, query, before)
    : scan(sql, project, query, before, now);
}

function searchIndex(
  sql: Sql,
  project: number,
  query: SearchQuery,
  before: number | undefined,
): SearchRecords {
  const conditions = conditionsFor('+events.project', project);
  filter(conditions, query);
  conditions.add('events_text MATCH :words', { words: phrase(query.text) });
  if (before !== undefined) conditions.add('events_text.rowid < :before', { before });
  const rows = sql.all<HitRow>(
    `SELECT events.position, received, late, events.body
     FROM events_text JOIN events ON events.position = events_text.rowid
     WHERE ${conditions.where} ORDER BY events_text.rowid DESC LIMIT :limit`,
    { ...conditions.values, limit: query.limit + 1 },
  );
  const page = rows.slice(0, query.limit);
  const last = page[page.length - 1];
  return {
    method: 'index',
    items: page.map((row) => toHit(row, query.text)),
    ...(rows.length > page.length && last !== undefined
      ? { nextCursor: encodeCursor([last.position]) }
      : {}),
  };
}

function scan(
  sql: Sql,
  project: number,
  query: SearchQuery,
  before: number | undefined,
  now: () => number,
): SearchRecords {
  const deadline = now() + turnMs;
  const rows: HitRow[] = [];
  let upper = before ?? lastPosition(sql) + 1;
  let scanned = 0;
  while (upper > 1 && rows.length < query.limit && now() < deadline) {
    const lower = Math.max(1, upper - sliceEvents);
    const found = scanSlice(sql, project, query, lower, upper, query.limit - rows.length);
    rows.push(...found);
    scanned += upper - lower;
    const full = rows.length >= query.limit;
    upper = full ? (rows[rows.length - 1]?.position ?? lower) : lower;
  }
  return {
    method: 'scan',
    scanned,
    items: rows.map((row) => toHit(row, query.text)),
    ...(upper > 1 ? { nextCursor: encodeCursor([upper]) } : {}),
  };
}

function scanSlice(
  sql: Sql,
  project: number,
  query: SearchQuery,
  lower: number,
  upper: number,
  limit: number,
): HitRow[] {
  const conditions = conditionsFor('+events.project', project);
  conditions.add('events.position >= :lower AND events.position < :upper', { lower, upper });
  filter(conditions, query);
  conditions.add(String.raw`body LIKE :text ESCAPE '\'`, {
    // The body is JSON: what was a quote or a line break is written there as JSON writes it.
    text: containing(JSON.stringify(query.text).slice(1, -1)),
  });
  return sql.all<HitRow>(
    `SELECT position, received, late, body FROM events WHERE ${conditions.where}
     ORDER BY position DESC LIMIT :limit`,
    { ...conditions.values, limit },
  );
}

function filter(conditions: Conditions, query: SearchQuery): void {
  if (query.from !== undefined) conditions.add('events.time >= :from', { from: query.from });
  if (query.to !== undefined) conditions.add('events.time < :to', { to: query.to });
  filterTypes(conditions, query.types);
  if (query.agent !== undefined) {
    conditions.add("json_extract(events.body, '$.agentKey') = :agent", { agent: query.agent });
  }
}

/** The words in their order, as one phrase whose last word may be unfinished: no query syntax. */
function phrase(words: string): string {
  return `"${words.replaceAll('"', '""')}"*`;
}

function toHit(row: HitRow, words: string): SearchRecords['items'][number] {
  return { ...toRecord(row), excerpt: excerptAround(row.body, words) };
}
