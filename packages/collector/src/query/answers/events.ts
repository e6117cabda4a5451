import { z } from '@hono/zod-openapi';
import type * as api from '../../api-types.ts';
import { time, count, anyEvent } from './shared.ts';

const storedEventFields = {
  position: z.string(),
  receivedAt: time,
  late: z.literal(true).exactOptional(),
  event: anyEvent,
};

export const storedEvent: z.ZodType<api.StoredEvent> = z
  .object(storedEventFields)
  .openapi('StoredEvent');

export const searchResult: z.ZodType<api.SearchResult> = z
  .object({
    items: z.array(z.object({ ...storedEventFields, excerpt: z.string() })),
    nextCursor: z.string().exactOptional(),
    method: z.enum(['index', 'scan']),
    scanned: count.exactOptional(),
  })
  .openapi('SearchResult');
