import type { Sql } from '../sql.ts';

/**
 * Positions only ever grow, also after the newest events were erased: a reader of the tail that
 * has seen 100 must not miss an event because 100 was given out twice.
 */
export interface Positions {
  next(): number;
  /** To be called before the newest events are deleted, in the same transaction. */
  remember(): void;
  forget(): void;
}

export function createPositions(sql: Sql): Positions {
  let last: number | undefined;
  const lastOf = (): number => {
    const stored = sql.tryGet<{ last: number | null }>(
      'SELECT max(position) AS last FROM events /* across projects */',
    );
    const kept = sql.tryGet<{ value: string }>(
      "SELECT value FROM meta WHERE key = 'last_position'",
    );
    return Math.max(stored?.last ?? 0, Number(kept?.value ?? 0));
  };
  return {
    next() {
      last = (last ?? lastOf()) + 1;
      return last;
    },
    remember() {
      sql.run(
        "INSERT INTO meta(key, value) VALUES('last_position', ?) ON CONFLICT DO UPDATE SET value = excluded.value",
        String(last ?? lastOf()),
      );
    },
    forget() {
      last = undefined;
    },
  };
}
