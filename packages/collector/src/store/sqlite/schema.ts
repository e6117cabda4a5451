/**
 * The tables of version 1. `events` is the record: one row per event with its whole JSON, written
 * once and never changed. Everything below the line is derived from it and can be made again
 * (`rebuild`); a migration may drop derived tables but never touches the record.
 *
 * Every table has a project, and every statement names it (see `sql.ts`).
 */
export const recordTables = `
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

CREATE TABLE projects(
  project INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL, created_at INT NOT NULL
) STRICT;

CREATE TABLE keys(
  key_id TEXT PRIMARY KEY, project INT NOT NULL, name TEXT NOT NULL, scopes TEXT NOT NULL,
  digest BLOB NOT NULL, created_at INT NOT NULL, expires_at INT, revoked_at INT, last_used_at INT
) STRICT;

-- The words of agents, models, tools, environments and types, once per project.
CREATE TABLE names(
  id INTEGER PRIMARY KEY, project INT NOT NULL, value TEXT NOT NULL, UNIQUE(project, value)
) STRICT;

-- position: the order of commits (there is one writer), and the cursor of the tail.
-- id: 16 bytes, so that UUIDv7 arrive at the right edge of the index.
CREATE TABLE events(
  position INTEGER PRIMARY KEY, project INT NOT NULL, id BLOB NOT NULL, run INT, session INT,
  sequence INT NOT NULL, session_sequence INT NOT NULL, time INT NOT NULL, received INT NOT NULL,
  type INT NOT NULL, late INT NOT NULL, body TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX events_id ON events(project, id);
CREATE INDEX events_run ON events(run, sequence, time) WHERE run IS NOT NULL;
CREATE INDEX events_session ON events(session, session_sequence, time)
  WHERE run IS NULL AND session IS NOT NULL;
CREATE INDEX events_loose ON events(received) WHERE run IS NULL;

CREATE TABLE quarantine(
  id INTEGER PRIMARY KEY, project INT NOT NULL, received INT NOT NULL, reason TEXT NOT NULL,
  detail TEXT NOT NULL, event_id TEXT, run_id TEXT, session_id TEXT, body TEXT NOT NULL
) STRICT;
CREATE INDEX quarantine_project ON quarantine(project, id);
`;

/** The optional full-text index. It reads the words from `events` itself and holds no copy. */
export const textIndexTable = `
CREATE VIRTUAL TABLE events_text USING fts5(body, content='events', content_rowid='position');
INSERT INTO events_text(events_text, rank) VALUES('secure-delete', 1);
`;

export const derivedTables = `
CREATE TABLE runs(
  run INTEGER PRIMARY KEY, project INT NOT NULL, run_id TEXT NOT NULL, session INT,
  parent_run_id TEXT, trace_id TEXT, agent INT NOT NULL, agent_version_id TEXT,
  environment INT NOT NULL, name TEXT, role TEXT, trigger TEXT,
  status INT NOT NULL, started_at INT NOT NULL, ended_at INT, duration_ms REAL,
  last_received INT NOT NULL, error_message TEXT,
  opened INT, closed INT, closed_sequence INT NOT NULL,
  events INT NOT NULL, input_tokens INT NOT NULL, output_tokens INT NOT NULL,
  cached_input_tokens INT NOT NULL, reasoning_tokens INT NOT NULL, total_tokens INT NOT NULL,
  cost_nano INT NOT NULL, model_calls INT NOT NULL, tool_calls INT NOT NULL, steps INT NOT NULL,
  errors INT NOT NULL, arrived TEXT NOT NULL, missing INT NOT NULL, repeated INT NOT NULL,
  late INT NOT NULL, UNIQUE(project, run_id)
) STRICT;
CREATE INDEX runs_started ON runs(project, started_at, run);
CREATE INDEX runs_status ON runs(project, status, started_at, run);
CREATE INDEX runs_session ON runs(session, started_at, run) WHERE session IS NOT NULL;
CREATE INDEX runs_parent ON runs(project, parent_run_id) WHERE parent_run_id IS NOT NULL;
CREATE INDEX runs_missing ON runs(project, missing) WHERE missing > 0;
CREATE INDEX runs_received ON runs(last_received);

-- Which models (kind 2) and tools (kind 3) a run used: the numbers of the counted kinds.
CREATE TABLE run_names(
  project INT NOT NULL, run INT NOT NULL, kind INT NOT NULL, name INT NOT NULL,
  PRIMARY KEY(run, kind, name)
) WITHOUT ROWID, STRICT;

CREATE TABLE sessions(
  session INTEGER PRIMARY KEY, project INT NOT NULL, session_id TEXT NOT NULL, kind TEXT, name TEXT,
  environment INT NOT NULL, status INT, started_at INT NOT NULL, ended_at INT, duration_ms REAL,
  last_received INT NOT NULL, error_message TEXT, opened INT, closed INT,
  closed_sequence INT NOT NULL, own_events INT NOT NULL, UNIQUE(project, session_id)
) STRICT;
CREATE INDEX sessions_started ON sessions(project, started_at, session);

CREATE TABLE handoffs(
  project INT NOT NULL, session INT NOT NULL, handoff_id TEXT NOT NULL, status INT NOT NULL,
  reason TEXT, source_agent_key TEXT, source_run_id TEXT, target_agent_key TEXT,
  target_run_id TEXT, requested_at INT, accepted_at INT, ended_at INT,
  PRIMARY KEY(project, session, handoff_id)
) WITHOUT ROWID, STRICT;

-- resolution: 60 or 3600 seconds; bucket: its number since 1970; histogram: event/histogram.ts.
CREATE TABLE rollups(
  project INT NOT NULL, resolution INT NOT NULL, kind INT NOT NULL, bucket INT NOT NULL,
  agent INT NOT NULL, name INT NOT NULL, environment INT NOT NULL,
  count INT NOT NULL, errors INT NOT NULL, input_tokens INT NOT NULL, output_tokens INT NOT NULL,
  cached_input_tokens INT NOT NULL, reasoning_tokens INT NOT NULL, cost_nano INT NOT NULL,
  duration_count INT NOT NULL, duration_micros INT NOT NULL, histogram BLOB NOT NULL,
  PRIMARY KEY(project, resolution, kind, bucket, agent, name, environment)
) WITHOUT ROWID, STRICT;

CREATE TABLE drops(
  project INT NOT NULL, instance TEXT NOT NULL, reason TEXT NOT NULL, events INT NOT NULL,
  bytes INT NOT NULL, PRIMARY KEY(project, instance, reason)
) WITHOUT ROWID, STRICT;
`;

/** In the order in which they can be emptied. */
export const derivedTableNames: readonly string[] = [
  'drops',
  'rollups',
  'handoffs',
  'run_names',
  'runs',
  'sessions',
];
