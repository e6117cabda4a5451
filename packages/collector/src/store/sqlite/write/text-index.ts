import { textIndexTable } from '../schema.ts';
import type { Sql } from '../sql.ts';

/** The words of every event, kept in step with the events. */
export interface TextIndex {
  add(position: number, body: string): void;
  remove(position: number, body: string): void;
}

/**
 * Brings the full-text index into being or takes it away, as the option asks. Switching it on
 * reads every stored event once.
 */
export function arrangeTextIndex(sql: Sql, wanted: boolean): TextIndex | undefined {
  const present =
    sql.tryGet("SELECT 1 FROM sqlite_schema WHERE name = 'events_text' /* across projects */") !==
    undefined;
  if (present && !wanted) sql.exec('DROP TABLE events_text');
  if (!present && wanted) {
    sql.exec(textIndexTable);
    sql.exec("INSERT INTO events_text(events_text) VALUES('rebuild')");
  }
  return wanted ? textIndex(sql) : undefined;
}

function textIndex(sql: Sql): TextIndex {
  return {
    add(position, body) {
      sql.run(
        'INSERT INTO events_text(rowid, body) VALUES(?, ?) /* across projects */',
        position,
        body,
      );
    },
    remove(position, body) {
      sql.run(
        "INSERT INTO events_text(events_text, rowid, body) VALUES('delete', ?, ?) /* across projects */",
        position,
        body,
      );
    },
  };
}
