import type { EventOf } from '../agent-event.ts';
import type { AgentEventType } from '../event-types.ts';
import {
  actionCompleted,
  actionFailed,
  actionRequested,
  approvalRequested,
  approvalResolved,
  guardrailEvaluated,
  resourceTouched,
  toolCalled,
} from './action.ts';
import {
  handoffAccepted,
  handoffCompleted,
  handoffFailed,
  handoffRequested,
  llmCalled,
  llmCompleted,
  llmFailed,
  mcpCalled,
  mcpCompleted,
  mcpFailed,
  mcpToolsListed,
} from './exchange.ts';
import {
  errorCaptured,
  outcomeRecorded,
  runCompleted,
  runFailed,
  runStarted,
  sessionCompleted,
  sessionFailed,
  sessionStarted,
  telemetryDropped,
  workflowStepCompleted,
  workflowStepFailed,
  workflowStepStarted,
} from './lifecycle.ts';

/**
 * A valid event of every type: the ones shown in `docs/events.md`, and a start for tests.
 *
 * @example
 * import { examples } from '@heddle/events/examples';
 * await collector.ingest([examples['agent.tool.called']]);
 */
export const examples: { readonly [Type in AgentEventType]: EventOf<Type> } = {
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
};
