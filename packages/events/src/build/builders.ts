import type { AgentEventType } from '../event-types.ts';
import { stamp, type EventBuilder, type FamilyBuilder } from './stamp.ts';

/**
 * A finished tool invocation.
 *
 * @example
 * const event = buildToolCallEvent(
 *   'support',
 *   { runId, tool: { name: 'search' }, outcome: 'completed', durationMs: 12 },
 *   { eventId: () => crypto.randomUUID(), now: () => new Date().toISOString() },
 * );
 */
export const buildToolCallEvent: EventBuilder<'agent.tool.called'> = (agentKey, input, source) =>
  stamp('agent.tool.called', agentKey, input, source);

/** An action that is about to be done. */
export const buildActionRequestedEvent: EventBuilder<'agent.action.requested'> = (
  agentKey,
  input,
  source,
) => stamp('agent.action.requested', agentKey, input, source);

/** An action that was done. */
export const buildActionCompletedEvent: EventBuilder<'agent.action.completed'> = (
  agentKey,
  input,
  source,
) => stamp('agent.action.completed', agentKey, input, source);

/** An action that failed or was refused. */
export const buildActionFailedEvent: EventBuilder<'agent.action.failed'> = (
  agentKey,
  input,
  source,
) => stamp('agent.action.failed', agentKey, input, source);

/** A resource that was accessed. */
export const buildResourceTouchedEvent: EventBuilder<'agent.resource.touched'> = (
  agentKey,
  input,
  source,
) => stamp('agent.resource.touched', agentKey, input, source);

/** A decision of the guardrail policies. */
export const buildGuardrailEvaluatedEvent: EventBuilder<'agent.guardrail.evaluated'> = (
  agentKey,
  input,
  source,
) => stamp('agent.guardrail.evaluated', agentKey, input, source);

/** A question to a person. */
export const buildApprovalRequestedEvent: EventBuilder<'agent.approval.requested'> = (
  agentKey,
  input,
  source,
) => stamp('agent.approval.requested', agentKey, input, source);

/** The answer to it, or its absence. */
export const buildApprovalResolvedEvent: EventBuilder<'agent.approval.resolved'> = (
  agentKey,
  input,
  source,
) => stamp('agent.approval.resolved', agentKey, input, source);

/** A result for the business. */
export const buildOutcomeEvent: EventBuilder<'agent.outcome.recorded'> = (
  agentKey,
  input,
  source,
) => stamp('agent.outcome.recorded', agentKey, input, source);

/** The beginning or the ending of a model call: `buildLlmEvent('agent.llm.called', 'support', …)`. */
export const buildLlmEvent: FamilyBuilder<Family<'llm'>> = stamp;

/** One of the MCP events. */
export const buildMcpEvent: FamilyBuilder<Family<'mcp'>> = stamp;

/** One of the handoff events. */
export const buildHandoffEvent: FamilyBuilder<Family<'handoff'>> = stamp;

/** The beginning or the ending of a run. */
export const buildRunEvent: FamilyBuilder<Family<'run'>> = stamp;

/** The beginning or the ending of a session. */
export const buildSessionEvent: FamilyBuilder<Family<'session'>> = stamp;

type Family<Name extends string> = Extract<AgentEventType, `agent.${Name}.${string}`>;
