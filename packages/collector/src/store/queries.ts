import type { Dimension, Measure, RunStatus } from '../api-types.ts';

/** Both ends in epoch milliseconds; `to` is exclusive. */
export interface TimeRange {
  readonly from?: number;
  readonly to?: number;
}

export interface PageQuery {
  readonly limit: number;
  readonly cursor?: string;
}

/** Filters on the start of a run. Texts match exactly, but for `text`, which matches inside. */
export interface RunQuery extends PageQuery, TimeRange {
  readonly agent?: string;
  readonly status?: RunStatus;
  readonly environment?: string;
  readonly model?: string;
  readonly tool?: string;
  readonly session?: string;
  /** In the run's id, name, session id or error message, whatever the case. */
  readonly text?: string;
}

export interface SessionQuery extends PageQuery, TimeRange {
  readonly agent?: string;
  readonly status?: RunStatus;
  readonly environment?: string;
  readonly text?: string;
}

export interface EventQuery extends PageQuery {
  readonly types?: readonly string[];
}

/** Which events are counted, and how. */
export interface FigureFilter {
  readonly measure: Measure;
  readonly from: number;
  readonly to: number;
  readonly agent?: string;
  readonly environment?: string;
  /** Model, tool, MCP request or step, whatever the measure counts. */
  readonly name?: string;
}

export interface SeriesQuery extends FigureFilter {
  /** A multiple of 60; below 3,600 only the last 48 hours before the newest event are kept. */
  readonly bucketSeconds: number;
  readonly groupBy?: Dimension;
}

export interface BreakdownQuery extends FigureFilter {
  readonly by: readonly Dimension[];
  readonly limit: number;
}

export interface SearchQuery extends PageQuery, TimeRange {
  readonly text: string;
  readonly agent?: string;
  readonly types?: readonly string[];
}
