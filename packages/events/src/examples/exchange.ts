import type { EventOf } from '../agent-event.ts';
import type { HandoffFacts } from '../facts/handoff-facts.ts';
import type { McpFacts } from '../facts/mcp-facts.ts';
import { eventIdOf, inRun, runId, workerRunId } from './frame.ts';

const model = { provider: 'openai', name: 'gpt-5-mini' };
const llm = {
  api: 'responses',
  operation: 'chat',
  stream: true,
  parameters: { temperature: 0.2, max_output_tokens: 800 },
};

export const llmCalled: EventOf<'agent.llm.called'> = {
  type: 'agent.llm.called',
  ...inRun(4),
  model,
  llm,
  input: [{ role: 'user', content: 'Where is my refund?' }],
};

export const llmCompleted: EventOf<'agent.llm.completed'> = {
  type: 'agent.llm.completed',
  ...inRun(5),
  parentEventId: eventIdOf(4),
  durationMs: 910,
  model: { ...model, responseName: 'gpt-5-mini-2025-08-07' },
  llm,
  outcome: 'completed',
  usage: {
    inputTokens: 1240,
    outputTokens: 212,
    totalTokens: 1452,
    cachedInputTokens: 1024,
    reasoningTokens: 64,
  },
  costUsd: 0.0031,
  finishReasons: ['tool_calls'],
  timeToFirstTokenMs: 240,
  outputTokensPerSecond: 316.4,
  toolCalls: [{ id: 'call_7Q', name: 'refund', arguments: { payment: 'pay_93', amount: 2500 } }],
  requestId: 'req_1d',
  retries: 0,
};

export const llmFailed: EventOf<'agent.llm.failed'> = {
  type: 'agent.llm.failed',
  ...inRun(5),
  parentEventId: eventIdOf(4),
  durationMs: 310,
  model,
  llm,
  outcome: 'failed',
  error: {
    name: 'RateLimitError',
    message: '429 Too many requests',
    status: 429,
    code: 'rate_limit_exceeded',
    retryable: true,
    requestId: 'req_1e',
  },
};

const mcp: McpFacts = {
  server: 'orders',
  method: 'tools/call',
  tool: 'find_order',
  requestId: 3,
  protocolVersion: '2025-06-18',
  transport: 'http',
};

export const mcpCalled: EventOf<'agent.mcp.called'> = {
  type: 'agent.mcp.called',
  ...inRun(6),
  mcp,
  input: { order_id: 'A-17' },
};

export const mcpCompleted: EventOf<'agent.mcp.completed'> = {
  type: 'agent.mcp.completed',
  ...inRun(7),
  parentEventId: eventIdOf(6),
  durationMs: 38,
  mcp,
  outcome: 'completed',
  isError: false,
  output: { content: [{ type: 'text', text: 'Order A-17, paid with pay_93' }] },
};

export const mcpFailed: EventOf<'agent.mcp.failed'> = {
  type: 'agent.mcp.failed',
  ...inRun(7),
  parentEventId: eventIdOf(6),
  durationMs: 12,
  mcp,
  outcome: 'failed',
  error: { name: 'McpError', message: 'Unknown tool: find_order', code: -32602 },
};

export const mcpToolsListed: EventOf<'agent.mcp.tools_listed'> = {
  type: 'agent.mcp.tools_listed',
  ...inRun(7),
  mcp: { server: 'orders', method: 'tools/list', requestId: 2, transport: 'http' },
  tools: [{ name: 'find_order', title: 'Find an order', annotations: { readOnlyHint: true } }],
  toolCount: 1,
};

const handoff: HandoffFacts = {
  id: 'hof_2b',
  reason: 'Shipping questions belong to logistics.',
  sourceAgentKey: 'support-desk',
  sourceRunId: runId,
  targetAgentKey: 'logistics',
};
const accepted = { ...handoff, targetRunId: workerRunId };

export const handoffRequested: EventOf<'agent.handoff.requested'> = {
  type: 'agent.handoff.requested',
  ...inRun(20),
  handoff,
  input: { order: 'A-17' },
};

export const handoffAccepted: EventOf<'agent.handoff.accepted'> = {
  type: 'agent.handoff.accepted',
  ...inRun(21),
  causedByEventId: eventIdOf(20),
  handoff: accepted,
};

export const handoffCompleted: EventOf<'agent.handoff.completed'> = {
  type: 'agent.handoff.completed',
  ...inRun(25),
  parentEventId: eventIdOf(20),
  durationMs: 402,
  handoff: accepted,
  outcome: 'completed',
  output: { parcel: 'in transit' },
};

export const handoffFailed: EventOf<'agent.handoff.failed'> = {
  type: 'agent.handoff.failed',
  ...inRun(25),
  parentEventId: eventIdOf(20),
  durationMs: 30_000,
  handoff,
  outcome: 'cancelled',
  error: { name: 'AbortError', message: 'Nobody took over within 30 s.' },
};
