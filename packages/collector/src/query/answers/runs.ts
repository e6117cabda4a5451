import { z } from '@hono/zod-openapi';
import type * as api from '../../api-types.ts';
import { time, count, status, json, errorFacts } from './shared.ts';

export const totals: z.ZodType<api.Totals> = z
  .object({
    inputTokens: count,
    outputTokens: count,
    cachedInputTokens: count,
    reasoningTokens: count,
    totalTokens: count,
    costUsd: z.number(),
    modelCalls: count,
    toolCalls: count,
    steps: count,
    errors: count,
  })
  .openapi('Totals');

const runFields = {
  runId: z.string(),
  sessionId: z.string().exactOptional(),
  parentRunId: z.string().exactOptional(),
  traceId: z.string().exactOptional(),
  agentKey: z.string(),
  agentVersionId: z.string().exactOptional(),
  environment: z.string().exactOptional(),
  name: z.string().exactOptional(),
  role: z.string().exactOptional(),
  trigger: z.string().exactOptional(),
  status,
  startedAt: time,
  endedAt: time.exactOptional(),
  durationMs: z.number().exactOptional(),
  lastReceivedAt: time,
  events: count,
  totals,
  models: z.array(z.string()),
  tools: z.array(z.string()),
  errorMessage: z.string().exactOptional(),
  delivery: z.object({
    lastSequenceNumber: count,
    missing: count,
    repeated: count,
    late: count,
  }),
};

export const runSummary: z.ZodType<api.RunSummary> = z.object(runFields).openapi('RunSummary');

export const runDetail: z.ZodType<api.RunDetail> = z
  .object({
    ...runFields,
    input: json.exactOptional(),
    output: json.exactOptional(),
    error: errorFacts.exactOptional(),
    children: z.array(runSummary),
    gaps: z.array(z.object({ from: count, to: count })),
    reportedTotals: json.exactOptional(),
  })
  .openapi('RunDetail');
