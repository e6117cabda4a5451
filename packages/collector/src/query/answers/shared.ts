import type { AnyEvent, ErrorFacts, Json } from '@heddle/events';
import { z } from '@hono/zod-openapi';
import type * as api from '../../api-types.ts';

/**
 * The shapes of `api-types.ts` once more as schemas, for the OpenAPI document. Each is annotated
 * with its type: a field that is missing or different here does not compile.
 */
/** ISO 8601, UTC. */
export const time: z.ZodString = z.string().openapi({ format: 'date-time' });

export const count: z.ZodInt = z.int().min(0);

export const status: z.ZodType<api.RunStatus> = z
  .enum(['running', 'completed', 'failed', 'blocked', 'cancelled', 'abandoned'])
  .openapi('RunStatus');

export const json: z.ZodType<Json> = z
  .unknown()
  .openapi({ description: 'Any JSON value.' }) as z.ZodType<Json>;

export const anyEvent: z.ZodType<AnyEvent> = z
  .custom<AnyEvent>()
  .openapi({ type: 'object', description: 'An event of the catalog: docs/events.md.' });

export const errorFacts: z.ZodType<ErrorFacts> = z
  .custom<ErrorFacts>()
  .openapi({ type: 'object', description: 'ErrorFacts of the catalog.' });

export function pageOf<Item>(item: z.ZodType<Item>): z.ZodType<api.Page<Item>> {
  return z.object({ items: z.array(item), nextCursor: z.string().exactOptional() });
}

export const problem: z.ZodType<api.Problem> = z
  .object({
    error: z.object({
      code: z.string(),
      message: z.string(),
      issues: z.array(z.object({ path: z.string(), message: z.string() })).exactOptional(),
    }),
  })
  .openapi('Problem');
