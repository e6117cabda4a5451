/** What is counted: model calls, tool invocations, runs, MCP requests, steps, or every event. */
export type Measure = 'runs' | 'models' | 'tools' | 'mcp' | 'steps' | 'events';

export type Dimension = 'agent' | 'model' | 'tool' | 'environment';

/** Sums and quantiles of one bucket or one group. Quantiles are within 2.5 % of the exact value. */
export interface Figures {
  count: number;
  errors: number;
  inputTokens: number;
  outputTokens: number;
  cachedInputTokens: number;
  reasoningTokens: number;
  costUsd: number;
  /** Absent when nothing of it carried a duration. */
  durationMs?: { mean: number; p50: number; p95: number; p99: number };
}

/** `GET /v1/series`: figures per bucket of time, per group when `groupBy` was given. */
export interface Series {
  measure: Measure;
  groupBy?: Dimension;
  from: string;
  to: string;
  bucketSeconds: number;
  /** Most used first; at most 20, the rest is folded into `other` (then named in `folded`). */
  groups: string[];
  folded: number;
  /** Buckets without anything are left out. `group` is absent without `groupBy`, `''` when unknown. */
  points: SeriesPoint[];
}

export interface SeriesPoint extends Figures {
  at: string;
  group?: string;
}

/** `GET /v1/breakdown`: figures per combination of one or two dimensions, most used first. */
export interface Breakdown {
  measure: Measure;
  by: Dimension[];
  from: string;
  to: string;
  rows: BreakdownRow[];
  total: Figures;
}

export interface BreakdownRow extends Figures {
  agent?: string;
  model?: string;
  tool?: string;
  environment?: string;
}

/** `GET /v1/facets`: the values a filter can take, with how often they occur. */
export interface Facets {
  agents: FacetValue[];
  statuses: FacetValue[];
  environments: FacetValue[];
  models: FacetValue[];
  tools: FacetValue[];
}

export interface FacetValue {
  value: string;
  count: number;
}
