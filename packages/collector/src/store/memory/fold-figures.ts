import type { Breakdown, Dimension, Facets, FacetValue, Figures, Series } from '../../api-types.ts';
import type { EventFacts } from '../../event/event-facts.ts';
import {
  addSums,
  emptySeries,
  noSums,
  otherGroup,
  rankGroups,
  toFigures,
  toPoints,
  type Sums,
} from '../figures.ts';
import type { BreakdownQuery, FigureFilter, SeriesQuery, TimeRange } from '../queries.ts';
import { foldRun } from './fold-run.ts';
import { groupBy, type Stored } from './stored.ts';

const hour = 3_600_000;

export function foldSeries(events: readonly Stored[], query: SeriesQuery): Series {
  const bucketMs = query.bucketSeconds * 1000;
  const from = Math.floor(query.from / bucketMs) * bucketMs;
  const resolution = query.bucketSeconds < 3600 ? 60_000 : hour;
  const facts = matching(events, { ...query, from }, resolution);
  const { groupBy: dimension } = query;
  const values =
    dimension === undefined
      ? new Map<string, EventFacts[]>()
      : groupBy(facts, (fact) => valueOf(fact, dimension));
  const { groups, folded } = rankGroups(
    new Map([...values].map(([value, members]) => [value, members.length])),
  );
  const cells = groupBy(facts, (fact) => {
    const at = Math.floor(fact.time / bucketMs) * bucketMs;
    if (dimension === undefined) return JSON.stringify([at]);
    const value = valueOf(fact, dimension);
    return JSON.stringify([at, groups.includes(value) ? value : otherGroup]);
  });
  return {
    ...emptySeries(query, from, query.to),
    groups,
    folded,
    points: toPoints(
      [...cells].map(([key, members]) => {
        const [at, group] = JSON.parse(key) as [number, string | undefined];
        return { at, group, figures: figuresOf(members) };
      }),
    ),
  };
}

export function foldBreakdown(events: readonly Stored[], query: BreakdownQuery): Breakdown {
  const from = Math.floor(query.from / hour) * hour;
  const facts = matching(events, { ...query, from }, hour);
  const rows = [
    ...groupBy(facts, (fact) => JSON.stringify(query.by.map((by) => [by, valueOf(fact, by)]))),
  ]
    .map(([key, members]) => ({
      ...(Object.fromEntries(JSON.parse(key) as [string, string][]) as object),
      ...figuresOf(members),
    }))
    .sort((left, right) => right.count - left.count);
  return {
    measure: query.measure,
    by: [...query.by],
    from: new Date(from).toISOString(),
    to: new Date(query.to).toISOString(),
    rows: rows.slice(0, query.limit),
    total: figuresOf(facts),
  };
}

export function foldFacets(events: readonly Stored[], range: TimeRange): Facets {
  const from = range.from ?? 0;
  const to = range.to ?? Number.MAX_SAFE_INTEGER;
  const runs = [...groupBy(events, ({ facts }) => facts.runId)]
    .map(([runId, own]) => foldRun(runId, own))
    .filter(({ startedAt }) => Date.parse(startedAt) >= from && Date.parse(startedAt) < to);
  const called = events
    .map(({ facts }) => facts)
    .filter(({ time }) => time >= Math.floor(from / hour) * hour && time < to);
  const names = (kind: EventFacts['counted']): FacetValue[] =>
    countValues(called.filter(({ counted }) => counted === kind).map(({ name }) => name));
  return {
    agents: countValues(runs.map(({ agentKey }) => agentKey)),
    environments: countValues(runs.map(({ environment = '' }) => environment)),
    statuses: countValues(runs.map(({ status }) => status)),
    models: names('models'),
    tools: names('tools'),
  };
}

function countValues(values: readonly string[]): FacetValue[] {
  return [...groupBy(values, (value) => value || undefined)]
    .map(([value, members]) => ({ value, count: members.length }))
    .sort((left, right) => right.count - left.count || (left.value < right.value ? -1 : 1));
}

function matching(
  events: readonly Stored[],
  filter: FigureFilter,
  resolutionMs: number,
): EventFacts[] {
  const to = Math.ceil(filter.to / resolutionMs) * resolutionMs;
  return events
    .map(({ facts }) => facts)
    .filter(
      (fact) =>
        fact.time >= filter.from &&
        fact.time < to &&
        (filter.measure === 'events' || fact.counted === filter.measure) &&
        (filter.agent === undefined || fact.agentKey === filter.agent) &&
        (filter.environment === undefined || fact.environment === filter.environment) &&
        (filter.name === undefined || fact.name === filter.name),
    );
}

function valueOf(facts: EventFacts, dimension: Dimension): string {
  switch (dimension) {
    case 'agent':
      return facts.agentKey;
    case 'environment':
      return facts.environment;
    case 'model':
    case 'tool':
      return facts.name;
  }
}

function figuresOf(facts: readonly EventFacts[]): Figures {
  const sums = noSums();
  for (const fact of facts) addSums(sums, sumsOf(fact));
  const durations = facts.flatMap(durationOf).sort((left, right) => left - right);
  return toFigures(sums, (shares) =>
    shares.map((share) => durations[Math.max(1, Math.ceil(share * durations.length)) - 1] ?? 0),
  );
}

function durationOf({ counted, durationMs }: EventFacts): number[] {
  return counted === 'other' || durationMs === undefined ? [] : [durationMs];
}

function sumsOf(facts: EventFacts): Sums {
  const [durationMs] = durationOf(facts);
  return {
    count: 1,
    errors: facts.failed ? 1 : 0,
    inputTokens: facts.tokens?.inputTokens ?? 0,
    outputTokens: facts.tokens?.outputTokens ?? 0,
    cachedInputTokens: facts.tokens?.cachedInputTokens ?? 0,
    reasoningTokens: facts.tokens?.reasoningTokens ?? 0,
    costNano: facts.tokens?.costNano ?? 0,
    durationCount: durationMs === undefined ? 0 : 1,
    durationMicros: durationMs === undefined ? 0 : Math.round(durationMs * 1000),
  };
}
