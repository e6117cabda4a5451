import type { EventOf } from '../agent-event.ts';
import type { TotalsFacts } from '../facts/totals-facts.ts';
import { eventIdOf, frame, inRun } from './frame.ts';

const session = { kind: 'multi_agent', name: 'Ticket 4711' } as const;
const run = { name: 'answer ticket', role: 'orchestrator', trigger: 'webhook' };
const step = { key: 'refund', name: 'Refund the customer', index: 1 };
const inStep = { stepKey: 'refund', stepName: 'Refund the customer', stepIndex: 1 };
const timedOut = { name: 'TimeoutError', message: 'The ledger did not answer in 5 s.' };

const totals: TotalsFacts = {
  inputTokens: 1240,
  outputTokens: 212,
  cachedInputTokens: 1024,
  reasoningTokens: 64,
  totalTokens: 1452,
  costUsd: 0.0031,
  modelCalls: 1,
  toolCalls: 2,
  steps: 2,
  errors: 0,
  runs: 1,
};

const spans = {
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanId: '00f067aa0ba902b7',
};

export const sessionStarted: EventOf<'agent.session.started'> = {
  type: 'agent.session.started',
  ...frame(1),
  session,
  input: { ticket: 4711 },
};

export const sessionCompleted: EventOf<'agent.session.completed'> = {
  type: 'agent.session.completed',
  ...frame(30),
  parentEventId: eventIdOf(1),
  durationMs: 2140,
  session,
  outcome: 'completed',
  totals,
};

export const sessionFailed: EventOf<'agent.session.failed'> = {
  type: 'agent.session.failed',
  ...frame(30),
  parentEventId: eventIdOf(1),
  durationMs: 7090,
  session,
  outcome: 'failed',
  totals: { ...totals, errors: 1 },
  error: timedOut,
};

export const runStarted: EventOf<'agent.run.started'> = {
  type: 'agent.run.started',
  ...inRun(2),
  ...spans,
  environment: 'production',
  run,
  input: { question: 'Where is my refund?' },
};

export const runCompleted: EventOf<'agent.run.completed'> = {
  type: 'agent.run.completed',
  ...inRun(29),
  ...spans,
  parentEventId: eventIdOf(2),
  durationMs: 2117,
  run,
  outcome: 'completed',
  totals,
  childTotals: { ...totals, inputTokens: 310, outputTokens: 40, totalTokens: 350, toolCalls: 1 },
  output: 'Your refund of 25.00 EUR is on its way.',
};

export const runFailed: EventOf<'agent.run.failed'> = {
  type: 'agent.run.failed',
  ...inRun(29),
  ...spans,
  parentEventId: eventIdOf(2),
  durationMs: 7031,
  run,
  outcome: 'failed',
  totals: { ...totals, errors: 1 },
  error: timedOut,
};

export const workflowStepStarted: EventOf<'agent.workflow.step.started'> = {
  type: 'agent.workflow.step.started',
  ...inRun(3),
  ...inStep,
  step,
};

export const workflowStepCompleted: EventOf<'agent.workflow.step.completed'> = {
  type: 'agent.workflow.step.completed',
  ...inRun(26),
  ...inStep,
  parentEventId: eventIdOf(3),
  durationMs: 1630,
  step,
  outcome: 'completed',
};

export const workflowStepFailed: EventOf<'agent.workflow.step.failed'> = {
  type: 'agent.workflow.step.failed',
  ...inRun(26),
  ...inStep,
  parentEventId: eventIdOf(3),
  durationMs: 5004,
  step,
  outcome: 'failed',
  error: timedOut,
};

export const errorCaptured: EventOf<'agent.error'> = {
  type: 'agent.error',
  ...inRun(27),
  error: {
    name: 'TimeoutError',
    message: 'The ledger did not answer in 5 s.',
    code: 'ETIMEDOUT',
    retryable: true,
    cause: { name: 'Error', message: 'socket hang up', code: 'ECONNRESET' },
  },
  handled: true,
};

export const outcomeRecorded: EventOf<'agent.outcome.recorded'> = {
  type: 'agent.outcome.recorded',
  ...inRun(28),
  outcomeType: 'ticket_resolved',
  value: 1,
  customerId: 'cus_118',
  metadata: { channel: 'email' },
};

export const telemetryDropped: EventOf<'agent.telemetry.dropped'> = {
  type: 'agent.telemetry.dropped',
  eventId: eventIdOf(31),
  timestamp: '2026-03-14T09:27:53.000Z',
  agentKey: 'support-desk',
  schemaVersion: '1.0',
  instanceId: 'web-1-7f3a',
  drops: { buffer_full: { events: 12, bytes: 48_112 } },
  cumulative: true,
  firstTimestamp: '2026-03-14T09:27:01.400Z',
  lastTimestamp: '2026-03-14T09:27:02.100Z',
};
