import { z } from '@hono/zod-openapi';
import type * as api from '../../api-types.ts';
import { time, count, status, json } from './shared.ts';
import { totals, runSummary } from './runs.ts';

const handoff: z.ZodType<api.HandoffSummary> = z
  .object({
    handoffId: z.string(),
    status: z.enum(['requested', 'accepted', 'completed', 'failed']),
    reason: z.string().exactOptional(),
    sourceAgentKey: z.string().exactOptional(),
    sourceRunId: z.string().exactOptional(),
    targetAgentKey: z.string().exactOptional(),
    targetRunId: z.string().exactOptional(),
    requestedAt: time.exactOptional(),
    acceptedAt: time.exactOptional(),
    endedAt: time.exactOptional(),
  })
  .openapi('HandoffSummary');

const sessionFields = {
  sessionId: z.string(),
  kind: z.string().exactOptional(),
  name: z.string().exactOptional(),
  environment: z.string().exactOptional(),
  status,
  startedAt: time,
  endedAt: time.exactOptional(),
  durationMs: z.number().exactOptional(),
  lastReceivedAt: time,
  events: count,
  runs: count,
  runningRuns: count,
  failedRuns: count,
  handoffs: count,
  agents: z.array(z.string()),
  totals,
  errorMessage: z.string().exactOptional(),
};

export const sessionSummary: z.ZodType<api.SessionSummary> = z
  .object(sessionFields)
  .openapi('SessionSummary');

export const sessionDetail: z.ZodType<api.SessionDetail> = z
  .object({
    ...sessionFields,
    input: json.exactOptional(),
    output: json.exactOptional(),
    runList: z.array(runSummary),
    handoffList: z.array(handoff),
    truncated: z.boolean(),
  })
  .openapi('SessionDetail');
