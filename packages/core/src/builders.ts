import * as events from '@heddle/events';
import type {
  AgentEventType,
  ErrorContext,
  EventInput,
  EventOf,
  WorkflowEventType,
  WorkflowInput,
} from '@heddle/events';
import { systemClock } from './event/clock.ts';
import { systemIds } from './event/ids.ts';

/**
 * The builders of `@heddle/events` with a clock and ids: for custom integrations that make events
 * themselves and hand them to `sendEvents`. An input may still carry its own `eventId` and
 * `timestamp`.
 *
 * @example
 * sendEvents(heddle, buildToolCallEvent('support', {
 *   runId, tool: { name: 'search' }, outcome: 'completed', durationMs: 12,
 * }));
 */
type Builder<Type extends AgentEventType> = (
  agentKey: string,
  input: EventInput<Type>,
) => EventOf<Type>;

type FamilyBuilder<Family extends AgentEventType> = <Type extends Family>(
  type: Type,
  agentKey: string,
  input: EventInput<Type>,
) => EventOf<Type>;

const ids = /* @__PURE__ */ systemIds();
const source: events.StampSource = {
  eventId: () => ids.uuid(systemClock.wall()),
  now: () => new Date(systemClock.wall()).toISOString(),
};

export const buildToolCallEvent: Builder<'agent.tool.called'> = (agentKey, input) =>
  events.buildToolCallEvent(agentKey, input, source);

export const buildActionRequestedEvent: Builder<'agent.action.requested'> = (agentKey, input) =>
  events.buildActionRequestedEvent(agentKey, input, source);

export const buildActionCompletedEvent: Builder<'agent.action.completed'> = (agentKey, input) =>
  events.buildActionCompletedEvent(agentKey, input, source);

export const buildActionFailedEvent: Builder<'agent.action.failed'> = (agentKey, input) =>
  events.buildActionFailedEvent(agentKey, input, source);

export const buildResourceTouchedEvent: Builder<'agent.resource.touched'> = (agentKey, input) =>
  events.buildResourceTouchedEvent(agentKey, input, source);

export const buildGuardrailEvaluatedEvent: Builder<'agent.guardrail.evaluated'> = (
  agentKey,
  input,
) => events.buildGuardrailEvaluatedEvent(agentKey, input, source);

export const buildApprovalRequestedEvent: Builder<'agent.approval.requested'> = (agentKey, input) =>
  events.buildApprovalRequestedEvent(agentKey, input, source);

export const buildApprovalResolvedEvent: Builder<'agent.approval.resolved'> = (agentKey, input) =>
  events.buildApprovalResolvedEvent(agentKey, input, source);

export const buildOutcomeEvent: Builder<'agent.outcome.recorded'> = (agentKey, input) =>
  events.buildOutcomeEvent(agentKey, input, source);

export const buildLlmEvent: FamilyBuilder<Family<'llm'>> = (type, agentKey, input) =>
  events.buildLlmEvent(type, agentKey, input, source);

export const buildMcpEvent: FamilyBuilder<Family<'mcp'>> = (type, agentKey, input) =>
  events.buildMcpEvent(type, agentKey, input, source);

export const buildHandoffEvent: FamilyBuilder<Family<'handoff'>> = (type, agentKey, input) =>
  events.buildHandoffEvent(type, agentKey, input, source);

export const buildRunEvent: FamilyBuilder<Family<'run'>> = (type, agentKey, input) =>
  events.buildRunEvent(type, agentKey, input, source);

export const buildSessionEvent: FamilyBuilder<Family<'session'>> = (type, agentKey, input) =>
  events.buildSessionEvent(type, agentKey, input, source);

export function buildWorkflowEvent<Type extends WorkflowEventType>(
  type: Type,
  agentKey: string,
  context: WorkflowInput<Type>,
): EventOf<Type> {
  return events.buildWorkflowEvent(type, agentKey, context, source);
}

export function buildErrorEvent(
  agentKey: string,
  error: unknown,
  context?: ErrorContext,
): EventOf<'agent.error'> {
  return events.buildErrorEvent(agentKey, error, context, source);
}

type Family<Name extends string> = Extract<AgentEventType, `agent.${Name}.${string}`>;
