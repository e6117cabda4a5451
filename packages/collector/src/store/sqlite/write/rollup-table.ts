import { countedKinds, type EventFacts } from '../../../event/event-facts.ts';
import {
  decodeHistogram,
  encodeHistogram,
  observe,
  type Histogram,
} from '../../../event/histogram.ts';
import type { Sql } from '../sql.ts';
import type { NameTable } from './name-table.ts';

/**
 * Sums per minute and per hour, written in the same transaction as the events they count, so that
 * charts over millions of events read a few thousand rows. Minutes are kept for two days.
 */
export interface RollupTable {
  /** Counts an event; `sign` -1 takes it out again (erasure). */
  count(project: number, facts: EventFacts, sign?: 1 | -1): void;
  save(): void;
  forget(): void;
}

/** In seconds. */
const resolutions: readonly number[] = [60, 3600];
export const minutesKeptMs: number = 48 * 3_600_000;
const maxRemembered = 4_000;

interface Rollup {
  readonly key: readonly number[];
  count: number;
  errors: number;
  inputTokens: number;
  outputTokens: number;
  cachedInputTokens: number;
  reasoningTokens: number;
  costNano: number;
  durationCount: number;
  durationMicros: number;
  histogram: Histogram;
}

interface RollupRow {
  count: number;
  errors: number;
  input_tokens: number;
  output_tokens: number;
  cached_input_tokens: number;
  reasoning_tokens: number;
  cost_nano: number;
  duration_count: number;
  duration_micros: number;
  histogram: Uint8Array;
}

const keyMatches =
  'project = ? AND resolution = ? AND kind = ? AND bucket = ? AND agent = ? AND name = ? AND environment = ?';

export function createRollupTable(sql: Sql, names: NameTable): RollupTable {
  const rollups = new Map<string, Rollup>();
  const dirty = new Set<Rollup>();

  const rollupOf = (key: readonly number[]): Rollup => {
    const text = key.join(' ');
    const known = rollups.get(text);
    if (known !== undefined) return known;
    const rollup = load(sql, key);
    rollups.set(text, rollup);
    return rollup;
  };

  return {
    count(project, facts, sign = 1) {
      const kind = countedKinds.indexOf(facts.counted);
      const agent = names.numberOf(project, facts.agentKey);
      const name = names.numberOf(project, facts.name);
      const environment = names.numberOf(project, facts.environment);
      for (const resolution of resolutions) {
        // Minutes of the day before yesterday would be swept away at once.
        if (resolution === 60 && facts.time < facts.receivedAt - minutesKeptMs) continue;
        const bucket = Math.floor(facts.time / (resolution * 1000));
        const rollup = rollupOf([project, resolution, kind, bucket, agent, name, environment]);
        dirty.add(rollup);
        add(rollup, facts, sign);
      }
    },
    save() {
      for (const rollup of dirty) save(sql, rollup);
      dirty.clear();
      for (const key of rollups.keys()) {
        if (rollups.size <= maxRemembered) break;
        rollups.delete(key);
      }
    },
    forget() {
      rollups.clear();
      dirty.clear();
    },
  };
}

function add(rollup: Rollup, facts: EventFacts, sign: 1 | -1): void {
  rollup.count += sign;
  if (facts.failed) rollup.errors += sign;
  if (facts.tokens !== undefined) {
    rollup.inputTokens += sign * facts.tokens.inputTokens;
    rollup.outputTokens += sign * facts.tokens.outputTokens;
    rollup.cachedInputTokens += sign * facts.tokens.cachedInputTokens;
    rollup.reasoningTokens += sign * facts.tokens.reasoningTokens;
    rollup.costNano += sign * facts.tokens.costNano;
  }
  // Only endings have a meaningful duration; those of `other` would mix apples with pears.
  if (facts.durationMs === undefined || facts.counted === 'other') return;
  rollup.durationCount += sign;
  rollup.durationMicros += sign * Math.round(facts.durationMs * 1000);
  observe(rollup.histogram, facts.durationMs, sign);
}

function load(sql: Sql, key: readonly number[]): Rollup {
  const row = sql.tryGet<RollupRow>(
    `SELECT count, errors, input_tokens, output_tokens, cached_input_tokens, reasoning_tokens,
       cost_nano, duration_count, duration_micros, histogram FROM rollups WHERE ${keyMatches}`,
    ...key,
  );
  return {
    key,
    count: row?.count ?? 0,
    errors: row?.errors ?? 0,
    inputTokens: row?.input_tokens ?? 0,
    outputTokens: row?.output_tokens ?? 0,
    cachedInputTokens: row?.cached_input_tokens ?? 0,
    reasoningTokens: row?.reasoning_tokens ?? 0,
    costNano: row?.cost_nano ?? 0,
    durationCount: row?.duration_count ?? 0,
    durationMicros: row?.duration_micros ?? 0,
    histogram: row === undefined ? new Map() : decodeHistogram(row.histogram),
  };
}

function save(sql: Sql, rollup: Rollup): void {
  if (rollup.count <= 0) {
    sql.run(`DELETE FROM rollups WHERE ${keyMatches}`, ...rollup.key);
    return;
  }
  sql.run(
    `INSERT INTO rollups(project, resolution, kind, bucket, agent, name, environment, count, errors,
       input_tokens, output_tokens, cached_input_tokens, reasoning_tokens, cost_nano,
       duration_count, duration_micros, histogram)
     VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET count = excluded.count, errors = excluded.errors,
       input_tokens = excluded.input_tokens, output_tokens = excluded.output_tokens,
       cached_input_tokens = excluded.cached_input_tokens,
       reasoning_tokens = excluded.reasoning_tokens, cost_nano = excluded.cost_nano,
       duration_count = excluded.duration_count, duration_micros = excluded.duration_micros,
       histogram = excluded.histogram`,
    ...rollup.key,
    rollup.count,
    rollup.errors,
    rollup.inputTokens,
    rollup.outputTokens,
    rollup.cachedInputTokens,
    rollup.reasoningTokens,
    rollup.costNano,
    rollup.durationCount,
    rollup.durationMicros,
    encodeHistogram(rollup.histogram),
  );
}
