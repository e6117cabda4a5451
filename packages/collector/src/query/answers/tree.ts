import { z } from '@hono/zod-openapi';
import type * as api from '../../api-types.ts';
import { time, count } from './shared.ts';

const treeNode: z.ZodType<api.TreeNode> = z
  .object({
    id: z.string(),
    parentId: z.string().exactOptional(),
    depth: count,
    descendants: count,
    kind: z.enum([
      'session',
      'run',
      'step',
      'tool',
      'action',
      'llm',
      'mcp',
      'handoff',
      'guardrail',
      'approval',
      'resource',
      'error',
      'outcome',
      'custom',
    ]),
    name: z.string(),
    runId: z.string(),
    agentKey: z.string(),
    status: z.enum([
      'running',
      'completed',
      'failed',
      'blocked',
      'cancelled',
      'abandoned',
      'point',
    ]),
    startedAt: time,
    offsetMs: z.number(),
    durationMs: z.number().exactOptional(),
    spanId: z.string().exactOptional(),
    eventIds: z.array(z.string()),
    sequenceNumber: count.exactOptional(),
    model: z.string().exactOptional(),
    tool: z.string().exactOptional(),
    inputTokens: count.exactOptional(),
    outputTokens: count.exactOptional(),
    costUsd: z.number().exactOptional(),
    timeToFirstTokenMs: z.number().exactOptional(),
    errorMessage: z.string().exactOptional(),
  })
  .openapi('TreeNode');

export const runTree: z.ZodType<api.RunTree> = z
  .object({
    runId: z.string(),
    startedAt: time,
    endedAt: time,
    nodes: z.array(treeNode),
    truncated: z.boolean(),
  })
  .openapi('RunTree');
