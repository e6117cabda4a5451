import type { AgentEventType } from '../event-types.ts';
import { actionCompleted, actionFailed, actionRequested } from './action.ts';
import { approvalRequested, approvalResolved } from './approval.ts';
import type { EventDefinition } from './define-event.ts';
import { errorCaptured } from './error.ts';
import { guardrailEvaluated } from './guardrail.ts';
import { handoffAccepted, handoffCompleted, handoffFailed, handoffRequested } from './handoff.ts';
import { llmCalled, llmCompleted, llmFailed } from './llm.ts';
import { mcpCalled, mcpCompleted, mcpFailed, mcpToolsListed } from './mcp.ts';
import { outcomeRecorded } from './outcome.ts';
import { resourceTouched } from './resource.ts';
import { runCompleted, runFailed, runStarted } from './run.ts';
import { sessionCompleted, sessionFailed, sessionStarted } from './session.ts';
import { telemetryDropped } from './telemetry.ts';
import { toolCalled } from './tool.ts';
import { workflowStepCompleted, workflowStepFailed, workflowStepStarted } from './workflow.ts';

/**
 * Every event type and its definition: the one truth that types, validation, JSON Schema and
 * `docs/events.md` derive from.
 */
export const catalog = {
  'agent.session.started': sessionStarted,
  'agent.session.completed': sessionCompleted,
  'agent.session.failed': sessionFailed,
  'agent.run.started': runStarted,
  'agent.run.completed': runCompleted,
  'agent.run.failed': runFailed,
  'agent.workflow.step.started': workflowStepStarted,
  'agent.workflow.step.completed': workflowStepCompleted,
  'agent.workflow.step.failed': workflowStepFailed,
  'agent.tool.called': toolCalled,
  'agent.action.requested': actionRequested,
  'agent.action.completed': actionCompleted,
  'agent.action.failed': actionFailed,
  'agent.resource.touched': resourceTouched,
  'agent.guardrail.evaluated': guardrailEvaluated,
  'agent.approval.requested': approvalRequested,
  'agent.approval.resolved': approvalResolved,
  'agent.llm.called': llmCalled,
  'agent.llm.completed': llmCompleted,
  'agent.llm.failed': llmFailed,
  'agent.mcp.called': mcpCalled,
  'agent.mcp.completed': mcpCompleted,
  'agent.mcp.failed': mcpFailed,
  'agent.mcp.tools_listed': mcpToolsListed,
  'agent.handoff.requested': handoffRequested,
  'agent.handoff.accepted': handoffAccepted,
  'agent.handoff.completed': handoffCompleted,
  'agent.handoff.failed': handoffFailed,
  'agent.error': errorCaptured,
  'agent.outcome.recorded': outcomeRecorded,
  'agent.telemetry.dropped': telemetryDropped,
} as const satisfies Record<AgentEventType, EventDefinition>;
