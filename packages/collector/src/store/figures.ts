import type { Dimension, Figures, Measure, Series, SeriesPoint } from '../api-types.ts';
import { quantilesOf, type Histogram } from '../event/histogram.ts';

/** Figures while they are being added up; quantiles come from whatever the store has. */
export interface Sums {
  count: number;
  errors: number;
  inputTokens: number;
  outputTokens: number;
  cachedInputTokens: number;
  reasoningTokens: number;
  costNano: number;
  durationCount: number;
  durationMicros: number;
}

export function noSums(): Sums {
  return {
    count: 0,
    errors: 0,
    inputTokens: 0,
    outputTokens: 0,
    cachedInputTokens: 0,
    reasoningTokens: 0,
    costNano: 0,
    durationCount: 0,
    durationMicros: 0,
  };
}

export function addSums(sums: Sums, other: Sums): void {
  sums.count += other.count;
  sums.errors += other.errors;
  sums.inputTokens += other.inputTokens;
  sums.outputTokens += other.outputTokens;
  sums.cachedInputTokens += other.cachedInputTokens;
  sums.reasoningTokens += other.reasoningTokens;
  sums.costNano += other.costNano;
  sums.durationCount += other.durationCount;
  sums.durationMicros += other.durationMicros;
}

const shares = [0.5, 0.95, 0.99];

/** `quantiles` answers for a list of shares, with as many values or none. */
export function toFigures(
  sums: Sums,
  quantiles: (shares: readonly number[]) => readonly number[],
): Figures {
  const [p50, p95, p99] = sums.durationCount > 0 ? quantiles(shares) : [];
  return {
    count: sums.count,
    errors: sums.errors,
    inputTokens: sums.inputTokens,
    outputTokens: sums.outputTokens,
    cachedInputTokens: sums.cachedInputTokens,
    reasoningTokens: sums.reasoningTokens,
    costUsd: sums.costNano / 1e9,
    ...(p50 === undefined || p95 === undefined || p99 === undefined
      ? {}
      : { durationMs: { mean: sums.durationMicros / 1000 / sums.durationCount, p50, p95, p99 } }),
  };
}

export function figuresOfHistogram(sums: Sums, histogram: Histogram): Figures {
  return toFigures(sums, (wanted) => quantilesOf(histogram, wanted));
}

/** Which dimensions a measure can be told apart by. `undefined` when all is well. */
export function dimensionProblem(
  measure: Measure,
  dimensions: readonly Dimension[],
): string | undefined {
  for (const dimension of dimensions) {
    if (dimension === 'model' && measure !== 'models') {
      return `"model" tells only model calls apart: use measure=models.`;
    }
    if (dimension === 'tool' && measure !== 'tools' && measure !== 'mcp') {
      return `"tool" tells only tool invocations apart: use measure=tools or measure=mcp.`;
    }
  }
  return undefined;
}

const maxGroups = 20;
export const otherGroup = 'other';

/** One bucket and group on its way into a series. */
export interface SeriesCell {
  readonly at: number;
  readonly group: string | undefined;
  readonly figures: Figures;
}

/** Groups by how often they occur, most used first; those past `maxGroups` become one. */
export function rankGroups(counts: ReadonlyMap<string, number>): {
  groups: string[];
  folded: number;
} {
  const ranked = [...counts].sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1));
  const names = ranked.map(([name]) => name);
  if (names.length <= maxGroups) return { groups: names, folded: 0 };
  return {
    groups: [...names.slice(0, maxGroups), otherGroup],
    folded: names.length - maxGroups,
  };
}

export function toPoints(cells: readonly SeriesCell[]): SeriesPoint[] {
  return [...cells]
    .sort((left, right) => left.at - right.at || compareText(left.group, right.group))
    .map(({ at, group, figures }) => ({
      at: new Date(at).toISOString(),
      ...(group === undefined ? {} : { group }),
      ...figures,
    }));
}

export function emptySeries(
  query: { measure: Measure; groupBy?: Dimension; bucketSeconds: number },
  from: number,
  to: number,
): Omit<Series, 'groups' | 'folded' | 'points'> {
  return {
    measure: query.measure,
    ...(query.groupBy === undefined ? {} : { groupBy: query.groupBy }),
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    bucketSeconds: query.bucketSeconds,
  };
}

function compareText(left = '', right = ''): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
