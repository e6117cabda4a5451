import type { EventFacts } from '../../../event/event-facts.ts';
import { statusNumber } from '../../../event/run-status.ts';
import { orNull, type Sql } from '../sql.ts';
import type { NameTable } from './name-table.ts';

/** A session as its row holds it: only what its runs do not already know. */
export interface SessionState {
  readonly session: number;
  readonly project: number;
  readonly sessionId: string;
  kind: string | undefined;
  name: string | undefined;
  environment: string;
  /** Absent until an event of the session itself came: then its runs tell the status. */
  status: number | undefined;
  startedAt: number;
  endedAt: number | undefined;
  durationMs: number | undefined;
  lastReceived: number;
  errorMessage: string | undefined;
  opened: number | undefined;
  closed: number | undefined;
  closedSequence: number;
  ownEvents: number;
}

export interface SessionTable {
  stateOf(project: number, sessionId: string, facts: EventFacts): SessionState;
  apply(state: SessionState, facts: EventFacts, position: number): void;
  save(): void;
  forget(): void;
}

const maxRemembered = 5_000;

interface SessionRow {
  session: number;
  kind: string | null;
  name: string | null;
  environment_name: string | null;
  status: number | null;
  started_at: number;
  ended_at: number | null;
  duration_ms: number | null;
  last_received: number;
  error_message: string | null;
  opened: number | null;
  closed: number | null;
  closed_sequence: number;
  own_events: number;
}

export function createSessionTable(sql: Sql, names: NameTable): SessionTable {
  const states = new Map<string, SessionState>();
  const dirty = new Set<SessionState>();
  let lastSession = 0;

  const nextSession = (): number => {
    if (lastSession === 0) {
      const row = sql.tryGet<{ last: number | null }>(
        'SELECT max(session) AS last FROM sessions /* across projects */',
      );
      lastSession = row?.last ?? 0;
    }
    lastSession += 1;
    return lastSession;
  };

  return {
    stateOf(project, sessionId, facts) {
      const key = `${project} ${sessionId}`;
      const known = states.get(key);
      if (known !== undefined) return known;
      const state =
        load(sql, project, sessionId) ?? newSession(nextSession(), project, sessionId, facts);
      states.set(key, state);
      return state;
    },
    apply(state, facts, position) {
      dirty.add(state);
      if (facts.runId === undefined) state.ownEvents += 1;
      state.startedAt = Math.min(state.startedAt, facts.time);
      state.lastReceived = Math.max(state.lastReceived, facts.receivedAt);
      if (state.environment === '') state.environment = facts.environment;
      if (facts.session !== undefined) applyBoundary(state, facts, facts.session, position);
    },
    save() {
      for (const state of dirty) saveRow(sql, names, state);
      dirty.clear();
      for (const key of states.keys()) {
        if (states.size <= maxRemembered) break;
        states.delete(key);
      }
    },
    forget() {
      states.clear();
      dirty.clear();
      lastSession = 0;
    },
  };
}

function applyBoundary(
  state: SessionState,
  facts: EventFacts,
  session: NonNullable<EventFacts['session']>,
  position: number,
): void {
  state.kind ??= session.kind;
  state.name ??= session.name;
  if (session.status === 'running') {
    state.status ??= statusNumber('running');
    state.opened ??= position;
    return;
  }
  if (facts.sessionSequence < state.closedSequence) return;
  state.closedSequence = facts.sessionSequence;
  state.closed = position;
  state.status = statusNumber(session.status);
  state.endedAt = facts.time;
  state.durationMs = facts.durationMs;
  state.errorMessage = session.errorMessage;
}

function newSession(
  session: number,
  project: number,
  sessionId: string,
  facts: EventFacts,
): SessionState {
  return {
    session,
    project,
    sessionId,
    kind: undefined,
    name: undefined,
    environment: facts.environment,
    status: undefined,
    startedAt: facts.time,
    endedAt: undefined,
    durationMs: undefined,
    lastReceived: facts.receivedAt,
    errorMessage: undefined,
    opened: undefined,
    closed: undefined,
    closedSequence: -1,
    ownEvents: 0,
  };
}

function load(sql: Sql, project: number, sessionId: string): SessionState | undefined {
  const row = sql.tryGet<SessionRow>(
    `SELECT sessions.*, environments.value AS environment_name FROM sessions
       LEFT JOIN names AS environments ON environments.id = sessions.environment
     WHERE sessions.project = ? AND sessions.session_id = ?`,
    project,
    sessionId,
  );
  if (row === undefined) return undefined;
  return {
    session: row.session,
    project,
    sessionId,
    kind: row.kind ?? undefined,
    name: row.name ?? undefined,
    environment: row.environment_name ?? '',
    status: row.status ?? undefined,
    startedAt: row.started_at,
    endedAt: row.ended_at ?? undefined,
    durationMs: row.duration_ms ?? undefined,
    lastReceived: row.last_received,
    errorMessage: row.error_message ?? undefined,
    opened: row.opened ?? undefined,
    closed: row.closed ?? undefined,
    closedSequence: row.closed_sequence,
    ownEvents: row.own_events,
  };
}

function saveRow(sql: Sql, names: NameTable, state: SessionState): void {
  sql.run(
    `INSERT INTO sessions(session, project, session_id, kind, name, environment, status, started_at,
       ended_at, duration_ms, last_received, error_message, opened, closed, closed_sequence, own_events)
     VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT(session) DO UPDATE SET kind = excluded.kind, name = excluded.name,
       environment = excluded.environment, status = excluded.status,
       started_at = excluded.started_at, ended_at = excluded.ended_at,
       duration_ms = excluded.duration_ms, last_received = excluded.last_received,
       error_message = excluded.error_message, opened = excluded.opened, closed = excluded.closed,
       closed_sequence = excluded.closed_sequence, own_events = excluded.own_events`,
    state.session,
    state.project,
    state.sessionId,
    orNull(state.kind),
    orNull(state.name),
    names.numberOf(state.project, state.environment),
    orNull(state.status),
    state.startedAt,
    orNull(state.endedAt),
    orNull(state.durationMs),
    state.lastReceived,
    orNull(state.errorMessage),
    orNull(state.opened),
    orNull(state.closed),
    state.closedSequence,
    state.ownEvents,
  );
}
