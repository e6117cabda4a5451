import { z } from '@hono/zod-openapi';
import type * as api from '../../api-types.ts';
import { time, count } from './shared.ts';

export const quarantinedEvent: z.ZodType<api.QuarantinedEvent> = z
  .object({
    id: z.string(),
    receivedAt: time,
    reason: z.enum(['conflict', 'invalid', 'too_large']),
    detail: z.string(),
    eventId: z.string().exactOptional(),
    body: z.string(),
  })
  .openapi('QuarantinedEvent');

const storeHealth: z.ZodType<api.StoreHealth> = z
  .object({
    status: z.enum(['ok', 'degraded', 'read_only']),
    detail: z.string().exactOptional(),
    engine: z.string(),
    events: count,
    runs: count,
    bytes: count,
    freeBytes: count.exactOptional(),
    schemaVersion: count,
    setAside: z.string().exactOptional(),
  })
  .openapi('StoreHealth');

export const deliveryHealth: z.ZodType<api.DeliveryHealth> = z
  .object({
    since: time,
    received: z.object({
      stored: count,
      duplicates: count,
      conflicts: count,
      invalid: count,
      tooLarge: count,
    }),
    lag: z.object({
      samples: count,
      p50Ms: z.number().exactOptional(),
      p95Ms: z.number().exactOptional(),
      p99Ms: z.number().exactOptional(),
      maxMs: z.number().exactOptional(),
    }),
    gaps: z.object({
      runs: count,
      missingEvents: count,
      worst: z.array(
        z.object({
          runId: z.string(),
          agentKey: z.string(),
          missing: count,
          lastSequenceNumber: count,
          lastReceivedAt: time,
        }),
      ),
    }),
    late: count,
    drops: z.array(z.object({ reason: z.string(), events: count, bytes: count })),
    quarantine: z.object({ count, newest: z.array(quarantinedEvent) }),
    queue: z.object({ events: count, bytes: count, limitBytes: count }),
    store: storeHealth,
  })
  .openapi('DeliveryHealth');

export const health: z.ZodType<api.Health> = z
  .object({ status: z.enum(['ok', 'degraded']), name: z.literal('heddle-collector') })
  .openapi('Health');

export const erased: z.ZodType<api.Erased> = z
  .object({ events: count, runs: count })
  .openapi('Erased');

export const ingestAnswer: z.ZodType<api.IngestAnswer> = z
  .object({
    batchId: z.string().exactOptional(),
    accepted: count,
    rejected: count,
    results: z.array(
      z.object({
        index: count,
        id: z.string().exactOptional(),
        status: z.enum(['stored', 'duplicate', 'conflict', 'invalid', 'too_large']),
        reason: z.string().exactOptional(),
      }),
    ),
    warnings: z.array(z.string()),
    status: z.literal('accepted'),
    data: z.object({ accepted: count, rejected: count }),
    event_id: z.string().exactOptional(),
  })
  .openapi('IngestAnswer');
