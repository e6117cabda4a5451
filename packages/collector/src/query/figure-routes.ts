import { z } from '@hono/zod-openapi';
import type { Dimension } from '../api-types.ts';
import { HttpProblem } from '../http/problem.ts';
import { route } from '../http/route.ts';
import { dimensionProblem } from '../store/figures.ts';
import { breakdown, facets, series } from './answers/figures.ts';
import type { RouteContext } from './context.ts';
import * as parameters from './parameters.ts';

const tag = 'figures';
const day = 86_400_000;
/** Finer buckets than the range can show are made coarser until so many are left. */
const mostBuckets = 1_000;
const bucketChoices: readonly number[] = [60, 300, 900, 3_600, 10_800, 21_600, 86_400, 604_800];

export function figureRoutes({ api, store, now }: RouteContext): void {
  const filters = {
    measure: parameters.measure,
    agent: parameters.text,
    environment: parameters.text,
    name: parameters.text,
    from: parameters.time(now),
    to: parameters.time(now),
  };

  const rangeOf = (range: { from?: number | undefined; to?: number | undefined }): Range => {
    const to = range.to ?? now();
    const from = range.from ?? to - day;
    if (from >= to) throw new HttpProblem('bad_request', 'query.from: must be before "to".');
    return { from, to };
  };

  route(
    api,
    {
      method: 'get',
      path: '/v1/series',
      policy: 'read',
      tag,
      summary: 'Counts, errors, tokens, cost and latency over time, by group.',
      query: z.strictObject({
        ...filters,
        groupBy: parameters.dimension.optional(),
        bucket: z.coerce
          .number<string>()
          .int()
          .min(60)
          .max(604_800)
          .multipleOf(60)
          .optional()
          .openapi({ type: 'integer', description: 'Seconds; chosen to fit when left out.' }),
      }),
      answer: series,
    },
    ({ project, query: { measure, groupBy, bucket, from, to, ...rest } }) => {
      requireDimensions(dimensionProblem(measure, groupBy === undefined ? [] : [groupBy]));
      const range = rangeOf({ from, to });
      return store.series(project, {
        measure,
        ...range,
        ...parameters.given({ groupBy, ...rest }),
        bucketSeconds: bucketFor(range, bucket, now()),
      });
    },
  );

  route(
    api,
    {
      method: 'get',
      path: '/v1/breakdown',
      policy: 'read',
      tag,
      summary: 'The same figures by agent, model, tool or environment, or two of them.',
      query: z.strictObject({
        ...filters,
        by: dimensions,
        limit: parameters.limit(50, 500),
      }),
      answer: breakdown,
    },
    ({ project, query: { measure, by, limit, from, to, ...rest } }) => {
      requireDimensions(dimensionProblem(measure, by));
      return store.breakdown(project, {
        measure,
        by,
        limit,
        ...rangeOf({ from, to }),
        ...parameters.given(rest),
      });
    },
  );

  route(
    api,
    {
      method: 'get',
      path: '/v1/facets',
      policy: 'read',
      tag,
      summary: 'The values that filters can take, with how often they occur.',
      query: z.strictObject({ from: parameters.time(now), to: parameters.time(now) }),
      answer: facets,
    },
    ({ project, query }) => store.facets(project, parameters.given(query)),
  );
}

interface Range {
  readonly from: number;
  readonly to: number;
}

const dimensions: z.ZodType<Dimension[]> = z
  .string()
  .default('agent')
  .transform((value) => value.split(','))
  .pipe(
    z
      .array(z.enum(['agent', 'model', 'tool', 'environment']))
      .min(1)
      .max(2),
  )
  .openapi({ type: 'string', description: 'One or two of agent, model, tool, environment.' });

/** Minutes are kept for two days: before that an hour is the finest there is. */
function bucketFor({ from, to }: Range, wanted: number | undefined, now: number): number {
  const seconds = (to - from) / 1000;
  const finest = from < now - 2 * day ? 3_600 : 60;
  const fits = (bucket: number): boolean => bucket >= finest && seconds / bucket <= mostBuckets;
  if (wanted !== undefined && fits(wanted)) return wanted;
  const aimed = wanted ?? seconds / 120;
  return bucketChoices.find((bucket) => bucket >= aimed && fits(bucket)) ?? 604_800;
}

function requireDimensions(problem: string | undefined): void {
  if (problem !== undefined) throw new HttpProblem('bad_request', `query: ${problem}`);
}
