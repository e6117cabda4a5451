import type { Project, Scope } from '../../api-types.ts';
import type { StoredKey } from '../registries.ts';
import { orNull, type Sql } from './sql.ts';

interface ProjectRow {
  project: number;
  key: string;
  name: string;
  created_at: number;
}

export function listProjects(sql: Sql): Project[] {
  return sql
    .all<ProjectRow>('SELECT * FROM projects ORDER BY project /* across projects */')
    .map(toProject);
}

export function tryGetProjectNumber(sql: Sql, key: string): number | undefined {
  return sql.tryGet<ProjectRow>('SELECT * FROM projects WHERE key = ? /* across projects */', key)
    ?.project;
}

export function createProject(sql: Sql, key: string, name: string, now: number): Project {
  sql.run(
    'INSERT INTO projects(key, name, created_at) VALUES(?, ?, ?) ON CONFLICT DO NOTHING /* across projects */',
    key,
    name,
    now,
  );
  const row = sql.tryGet<ProjectRow>(
    'SELECT * FROM projects WHERE key = ? /* across projects */',
    key,
  );
  if (row === undefined) throw new Error('A project that was just created is not there.');
  return toProject(row);
}

function toProject(row: ProjectRow): Project {
  return { key: row.key, name: row.name, createdAt: new Date(row.created_at).toISOString() };
}

interface KeyRow {
  key_id: string;
  project_key: string;
  name: string;
  scopes: string;
  digest: Uint8Array;
  created_at: number;
  expires_at: number | null;
  revoked_at: number | null;
  last_used_at: number | null;
}

const selectKeys = `SELECT keys.*, projects.key AS project_key FROM keys
  JOIN projects ON projects.project = keys.project`;

export function listKeys(sql: Sql, project: string | undefined): StoredKey[] {
  const rows =
    project === undefined
      ? sql.all<KeyRow>(`${selectKeys} ORDER BY keys.created_at, key_id /* across projects */`)
      : sql.all<KeyRow>(
          `${selectKeys} WHERE projects.key = ? ORDER BY keys.created_at, key_id /* across projects */`,
          project,
        );
  return rows.map(toKey);
}

export function tryGetKey(sql: Sql, keyId: string): StoredKey | undefined {
  const row = sql.tryGet<KeyRow>(`${selectKeys} WHERE key_id = ? /* across projects */`, keyId);
  return row === undefined ? undefined : toKey(row);
}

export function addKey(sql: Sql, key: StoredKey): void {
  sql.run(
    `INSERT INTO keys(key_id, project, name, scopes, digest, created_at, expires_at)
     VALUES(?, (SELECT project FROM projects WHERE key = ?), ?, ?, ?, ?, ?)`,
    key.keyId,
    key.project,
    key.name,
    key.scopes.join(' '),
    key.digest,
    key.createdAt,
    orNull(key.expiresAt),
  );
}

export function revokeKey(sql: Sql, keyId: string, now: number): boolean {
  return (
    sql.run(
      'UPDATE keys SET revoked_at = coalesce(revoked_at, ?) WHERE key_id = ? /* across projects */',
      now,
      keyId,
    ) > 0
  );
}

export function keyUsed(sql: Sql, keyId: string, now: number): void {
  sql.run('UPDATE keys SET last_used_at = ? WHERE key_id = ? /* across projects */', now, keyId);
}

function toKey(row: KeyRow): StoredKey {
  return {
    keyId: row.key_id,
    project: row.project_key,
    name: row.name,
    scopes: row.scopes.split(' ') as Scope[],
    digest: Uint8Array.from(row.digest),
    createdAt: row.created_at,
    ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
    ...(row.revoked_at === null ? {} : { revokedAt: row.revoked_at }),
    ...(row.last_used_at === null ? {} : { lastUsedAt: row.last_used_at }),
  };
}
