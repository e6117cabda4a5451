export {
  isAgentEvent,
  type AgentEvent,
  type AgentEventMap,
  type AnyEvent,
  type CustomEvent,
  type EventOf,
} from './agent-event.ts';
export { buildErrorEvent, type ErrorContext } from './build/build-error-event.ts';
export {
  buildWorkflowEvent,
  type WorkflowEventType,
  type WorkflowInput,
} from './build/build-workflow-event.ts';
export {
  buildActionCompletedEvent,
  buildActionFailedEvent,
  buildActionRequestedEvent,
  buildApprovalRequestedEvent,
  buildApprovalResolvedEvent,
  buildGuardrailEvaluatedEvent,
  buildHandoffEvent,
  buildLlmEvent,
  buildMcpEvent,
  buildOutcomeEvent,
  buildResourceTouchedEvent,
  buildRunEvent,
  buildSessionEvent,
  buildToolCallEvent,
} from './build/builders.ts';
export type {
  EventBuilder,
  EventInput,
  EventStamp,
  FamilyBuilder,
  StampSource,
} from './build/stamp.ts';
export { toErrorFacts } from './build/to-error-facts.ts';
export { catalog } from './catalog/catalog.ts';
export type { EventDefinition, EventFamily } from './catalog/define-event.ts';
export { families, type FamilyTraits } from './catalog/families.ts';
export { envelope, type EventEnvelope } from './envelope.ts';
export {
  eventClass,
  eventTypes,
  isAgentEventType,
  SCHEMA_VERSION,
  type AgentEventType,
  type EventClass,
} from './event-types.ts';
export type { ApprovalFacts, PendingApproval, ResolvedApproval } from './facts/approval-facts.ts';
export type { DecisionFacts } from './facts/decision-facts.ts';
export type { ErrorFacts } from './facts/error-facts.ts';
export type { HandoffFacts } from './facts/handoff-facts.ts';
export type { McpFacts } from './facts/mcp-facts.ts';
export type { ModelFacts, Usage } from './facts/model-facts.ts';
export type { FailureOutcome, Outcome } from './facts/outcome.ts';
export type { ActionFacts, ResourceFacts, RiskLevel, ToolFacts } from './facts/subject-facts.ts';
export type { TotalsFacts } from './facts/totals-facts.ts';
export { eventJsonSchema } from './json-schema/event-json-schema.ts';
export type { Json, JsonObject } from './json.ts';
export { normalizeEvent } from './naming/normalize-event.ts';
export { toSnakeCase } from './naming/to-snake-case.ts';
export type { Fields, Infer, Schema, SchemaNode } from './schema/schema.ts';
export type { EventPreview } from './validate/preview-event.ts';
export type { Problem } from './validate/problem.ts';
export {
  validateEvents,
  type ValidateOptions,
  type ValidationResult,
} from './validate/validate-events.ts';
