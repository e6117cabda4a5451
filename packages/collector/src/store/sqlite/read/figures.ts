import type { Breakdown, BreakdownRow, Dimension, Facets, Series } from '../../../api-types.ts';
import { countedKinds } from '../../../event/event-facts.ts';
import { decodeHistogram, mergeInto, type Histogram } from '../../../event/histogram.ts';
import { runStatuses } from '../../../event/run-status.ts';
import {
  addSums,
  emptySeries,
  figuresOfHistogram,
  noSums,
  otherGroup,
  rankGroups,
  toPoints,
  type Sums,
} from '../../figures.ts';
import type { BreakdownQuery, FigureFilter, SeriesQuery, TimeRange } from '../../queries.ts';
import type { Sql } from '../sql.ts';
import { conditionsFor } from './conditions.ts';
import { numberOfName } from './runs.ts';

interface RollupRow extends Sums {
  bucket: number;
  agent: string | null;
  name: string | null;
  environment: string | null;
  histogram: Uint8Array;
}

interface Sum {
  readonly sums: Sums;
  readonly histogram: Histogram;
}

const hour = 3_600_000;
const maxFacetValues = 200;

export function series(sql: Sql, project: number, query: SeriesQuery): Series {
  const resolution = query.bucketSeconds < 3600 ? 60 : 3600;
  const bucketMs = query.bucketSeconds * 1000;
  const from = Math.floor(query.from / bucketMs) * bucketMs;
  const rows = [...rollups(sql, project, { ...query, from }, resolution)];
  const { groups, folded } = groupsOf(rows, query.groupBy);
  const kept = new Set(groups);
  const cells = new Map<string, Sum & { at: number; group: string | undefined }>();
  for (const row of rows) {
    const at = Math.floor((row.bucket * resolution * 1000) / bucketMs) * bucketMs;
    const value = query.groupBy === undefined ? undefined : valueOf(row, query.groupBy);
    const group = value === undefined || kept.has(value) ? value : otherGroup;
    const key = `${at} ${group ?? ''}`;
    const cell = cells.get(key) ?? { at, group, ...nothing() };
    cells.set(key, cell);
    addRow(cell, row);
  }
  return {
    ...emptySeries(query, from, query.to),
    groups,
    folded,
    points: toPoints(
      [...cells.values()].map(({ at, group, sums, histogram }) => ({
        at,
        group,
        figures: figuresOfHistogram(sums, histogram),
      })),
    ),
  };
}

export function breakdown(sql: Sql, project: number, query: BreakdownQuery): Breakdown {
  // Whole hours: finer sums are kept for two days only.
  const from = Math.floor(query.from / hour) * hour;
  const total = nothing();
  const found = new Map<string, Sum & { key: Partial<Record<Dimension, string>> }>();
  for (const row of rollups(sql, project, { ...query, from }, 3600)) {
    const key = Object.fromEntries(query.by.map((by) => [by, valueOf(row, by)]));
    const text = JSON.stringify(key);
    const sum = found.get(text) ?? { key, ...nothing() };
    found.set(text, sum);
    addRow(sum, row);
    addRow(total, row);
  }
  const rows: BreakdownRow[] = [...found.values()]
    .sort((left, right) => right.sums.count - left.sums.count)
    .slice(0, query.limit)
    .map(({ key, sums, histogram }) => ({ ...key, ...figuresOfHistogram(sums, histogram) }));
  return {
    measure: query.measure,
    by: [...query.by],
    from: new Date(from).toISOString(),
    to: new Date(query.to).toISOString(),
    rows,
    total: figuresOfHistogram(total.sums, total.histogram),
  };
}

/** Only values with a run or a sum in the range; agents and environments are counted in runs. */
export function facets(sql: Sql, project: number, range: TimeRange): Facets {
  const from = range.from ?? 0;
  const to = range.to ?? Number.MAX_SAFE_INTEGER;
  const ofRuns = (column: string): { value: string; count: number }[] =>
    sql.all(
      `SELECT names.value, count(*) AS count FROM runs JOIN names ON names.id = runs.${column}
       WHERE runs.project = :project AND runs.started_at >= :from AND runs.started_at < :to
       GROUP BY names.value ORDER BY count DESC, names.value LIMIT :limit`,
      { project, from, to, limit: maxFacetValues },
    );
  const ofSums = (kind: 'models' | 'tools'): { value: string; count: number }[] =>
    sql.all(
      `SELECT names.value, sum(rollups.count) AS count FROM rollups
         JOIN names ON names.id = rollups.name
       WHERE rollups.project = :project AND resolution = 3600 AND kind = :kind
         AND bucket >= :from AND bucket < :to
       GROUP BY names.value ORDER BY count DESC, names.value LIMIT :limit`,
      {
        project,
        kind: countedKinds.indexOf(kind),
        from: Math.floor(from / hour),
        to: Math.ceil(to / hour),
        limit: maxFacetValues,
      },
    );
  const statuses = sql.all<{ status: number; count: number }>(
    `SELECT status, count(*) AS count FROM runs
     WHERE project = :project AND started_at >= :from AND started_at < :to
     GROUP BY status ORDER BY count DESC, status`,
    { project, from, to },
  );
  return {
    agents: ofRuns('agent'),
    environments: ofRuns('environment'),
    statuses: statuses.map(({ status, count }) => ({
      value: runStatuses[status] ?? 'running',
      count,
    })),
    models: ofSums('models'),
    tools: ofSums('tools'),
  };
}

function rollups(
  sql: Sql,
  project: number,
  filter: FigureFilter,
  resolution: number,
): IterableIterator<RollupRow> {
  const conditions = conditionsFor('rollups.project', project);
  const bucketMs = resolution * 1000;
  const kinds =
    filter.measure === 'events'
      ? countedKinds.map((_kind, index) => index)
      : [countedKinds.indexOf(filter.measure)];
  conditions.add('resolution = :resolution AND kind IN (SELECT value FROM json_each(:kinds))', {
    resolution,
    kinds: JSON.stringify(kinds),
  });
  conditions.add('bucket >= :from AND bucket < :to', {
    from: Math.floor(filter.from / bucketMs),
    to: Math.ceil(filter.to / bucketMs),
  });
  if (filter.agent !== undefined) {
    conditions.add(`rollups.agent = ${numberOfName('agent')}`, { agent: filter.agent });
  }
  if (filter.environment !== undefined) {
    conditions.add(`rollups.environment = ${numberOfName('environment')}`, {
      environment: filter.environment,
    });
  }
  if (filter.name !== undefined) {
    conditions.add(`rollups.name = ${numberOfName('name')}`, { name: filter.name });
  }
  return sql.iterate<RollupRow>(
    `SELECT bucket, agents.value AS agent, called.value AS name,
       environments.value AS environment, count, errors, input_tokens AS inputTokens,
       output_tokens AS outputTokens, cached_input_tokens AS cachedInputTokens,
       reasoning_tokens AS reasoningTokens, cost_nano AS costNano,
       duration_count AS durationCount, duration_micros AS durationMicros, histogram
     FROM rollups LEFT JOIN names AS agents ON agents.id = rollups.agent
       LEFT JOIN names AS called ON called.id = rollups.name
       LEFT JOIN names AS environments ON environments.id = rollups.environment
     WHERE ${conditions.where}`,
    conditions.values,
  );
}

function groupsOf(
  rows: readonly RollupRow[],
  groupBy: Dimension | undefined,
): { groups: string[]; folded: number } {
  if (groupBy === undefined) return { groups: [], folded: 0 };
  const counts = new Map<string, number>();
  for (const row of rows) {
    const value = valueOf(row, groupBy);
    counts.set(value, (counts.get(value) ?? 0) + row.count);
  }
  return rankGroups(counts);
}

function valueOf(row: RollupRow, dimension: Dimension): string {
  switch (dimension) {
    case 'agent':
      return row.agent ?? '';
    case 'environment':
      return row.environment ?? '';
    case 'model':
    case 'tool':
      return row.name ?? '';
  }
}

function nothing(): Sum {
  return { sums: noSums(), histogram: new Map() };
}

function addRow(sum: Sum, row: RollupRow): void {
  addSums(sum.sums, row);
  mergeInto(sum.histogram, decodeHistogram(row.histogram));
}
