import { z } from '@hono/zod-openapi';
import type { Dimension, Measure, RunStatus } from '../api-types.ts';

/** Query parameters that several routes share. Texts come in; numbers and times go on. */

const longest = 500;

/** A filter's text. An empty one is a form field that nobody filled in: not a filter. */
export const text: z.ZodType<string | undefined> = z
  .string()
  .max(longest)
  .optional()
  .transform((value) => (value === '' ? undefined : value));

/** ISO 8601, epoch milliseconds, or relative to now: `-15m`, `-24h`, `-7d`. */
export function time(now: () => number): z.ZodType<number | undefined> {
  return z
    .string()
    .max(40)
    .optional()
    .transform((value, context) => {
      if (value === undefined || value === '') return undefined;
      const at = parseTime(value, now());
      if (at !== undefined) return at;
      context.addIssue('Expected an ISO 8601 time, epoch milliseconds, or -15m, -24h, -7d.');
      return z.NEVER;
    })
    .openapi({ type: 'string', description: 'ISO 8601, epoch milliseconds, or -15m, -24h, -7d.' });
}

const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
/** The years that an ISO string can tell. */
const furthest = 8.64e15;

function parseTime(value: string, now: number): number | undefined {
  const relative = /^-(\d{1,5})([mhd])$/.exec(value);
  if (relative !== null) return now - Number(relative[1]) * (units[relative[2] ?? ''] ?? 0);
  if (/^\d{1,16}$/.test(value)) return Number(value) <= furthest ? Number(value) : undefined;
  // A `+` in a query is a space once decoded: 12:00 00:00 was 12:00+00:00.
  const at = /^\d{4}-\d{2}-\d{2}/.test(value) ? Date.parse(value.replace(' ', '+')) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

export function limit(standard: number, most: number): z.ZodType<number> {
  return z.coerce
    .number<string>()
    .int()
    .min(1)
    .max(most)
    .default(standard)
    .openapi({ type: 'integer', minimum: 1, maximum: most, default: standard });
}

export const cursor: z.ZodType<string | undefined> = z
  .string()
  .max(200)
  .optional()
  .openapi({ description: 'The `nextCursor` of the page before.' });

export const status: z.ZodType<RunStatus | undefined> = z
  .enum(['running', 'completed', 'failed', 'blocked', 'cancelled', 'abandoned'])
  .optional();

/** Once or several times: `type=a&type=b`, or `type=a,b`. */
export const types: z.ZodType<readonly string[] | undefined> = z
  .union([z.string().max(longest), z.array(z.string().max(longest)).max(50)])
  .optional()
  .transform((value) => {
    if (value === undefined || value === '') return undefined;
    return (Array.isArray(value) ? value : [value]).flatMap((part) => part.split(','));
  })
  .openapi({ type: 'array', items: { type: 'string' } });

export const measure: z.ZodType<Measure> = z
  .enum(['runs', 'models', 'tools', 'mcp', 'steps', 'events'])
  .default('runs');

export const dimension: z.ZodType<Dimension> = z.enum(['agent', 'model', 'tool', 'environment']);

/** Leaves out what was not given, as `exactOptionalPropertyTypes` asks. */
export function given<Value extends object>(
  value: Value,
): { [Key in keyof Value]?: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as {
    [Key in keyof Value]?: Exclude<Value[Key], undefined>;
  };
}
