import { z } from '@hono/zod-openapi';
import type * as api from '../../api-types.ts';
import { time, count } from './shared.ts';

const figures = {
  count,
  errors: count,
  inputTokens: count,
  outputTokens: count,
  cachedInputTokens: count,
  reasoningTokens: count,
  costUsd: z.number(),
  durationMs: z
    .object({ mean: z.number(), p50: z.number(), p95: z.number(), p99: z.number() })
    .exactOptional(),
};

const measure = z.enum(['runs', 'models', 'tools', 'mcp', 'steps', 'events']).openapi('Measure');

const dimension = z.enum(['agent', 'model', 'tool', 'environment']).openapi('Dimension');

export const series: z.ZodType<api.Series> = z
  .object({
    measure,
    groupBy: dimension.exactOptional(),
    from: time,
    to: time,
    bucketSeconds: count,
    groups: z.array(z.string()),
    folded: count,
    points: z.array(z.object({ at: time, group: z.string().exactOptional(), ...figures })),
  })
  .openapi('Series');

export const breakdown: z.ZodType<api.Breakdown> = z
  .object({
    measure,
    by: z.array(dimension),
    from: time,
    to: time,
    rows: z.array(
      z.object({
        agent: z.string().exactOptional(),
        model: z.string().exactOptional(),
        tool: z.string().exactOptional(),
        environment: z.string().exactOptional(),
        ...figures,
      }),
    ),
    total: z.object(figures),
  })
  .openapi('Breakdown');

const facet = z.array(z.object({ value: z.string(), count }));

export const facets: z.ZodType<api.Facets> = z
  .object({ agents: facet, statuses: facet, environments: facet, models: facet, tools: facet })
  .openapi('Facets');
