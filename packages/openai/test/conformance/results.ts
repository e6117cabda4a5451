import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Row } from './row.ts';

/** What the runs of the suite showed, for the table in docs/guide/openai.md. */
export interface Results {
  /** Every row, with the majors on which it holds. */
  readonly rows: readonly ResultRow[];
}

export interface ResultRow {
  readonly title: string;
  readonly peers?: string;
  readonly since?: number;
  readonly holds: readonly number[];
}

const path = join(import.meta.dirname, 'results.json');

export function readResults(): Results {
  return JSON.parse(readFileSync(path, 'utf8')) as Results;
}

/** Puts what one major's run showed into what the others' showed. Rows that are no more are dropped. */
export function mergeResults(
  known: Results,
  rows: readonly Row[],
  major: number,
  held: ReadonlySet<string>,
): Results {
  const before = new Map(known.rows.map(({ title, holds }) => [title, holds]));
  return {
    rows: rows.map(({ title, peers, since }) => {
      const others = (before.get(title) ?? []).filter((one) => one !== major);
      const holds = held.has(title) ? [...others, major].toSorted((a, b) => a - b) : others;
      const about = {
        ...(peers !== undefined && { peers }),
        ...(since !== undefined && { since }),
      };
      return { title, ...about, holds };
    }),
  };
}

export function writeResults(results: Results): void {
  writeFileSync(path, `${JSON.stringify(results, undefined, 2)}\n`);
}
