import type { AgentEventType, EventOf, JsonObject } from '@heddle/events';
import type { Instrument } from '../instrument.ts';
import { Tracker, type TrackContext, type TrackedFields } from './tracker.ts';

/** The fields of one type of event that a caller gives; the envelope is ours. */
type Own<Type extends AgentEventType> = Omit<EventOf<Type>, EnvelopeField> & TrackContext;
type EnvelopeField =
  | 'type'
  | 'schemaVersion'
  | 'eventId'
  | 'timestamp'
  | 'agentKey'
  | 'sequenceNumber'
  | 'sessionSequenceNumber'
  | 'instanceId';

/** An action as Valmi Value meters it. */
export interface MeteredAction extends TrackContext {
  /** `llm_call embedding tool_call agent_execution workflow_step custom`, or your own. */
  readonly actionType: string;
  readonly agentKey?: string;
  /** ISO 8601; now when absent. */
  readonly timestamp?: string;
}

/** A business result: what the work was good for. */
export interface BusinessOutcome extends TrackContext {
  /** `successful_hire`, `converted_lead` … */
  readonly outcomeType: string;
  /** A count or an amount. */
  readonly value: number;
  readonly currency?: string;
  readonly customerId?: string;
}

/** Events for what is not a function call, by the names of the seeds. */
export interface Tracking {
  trackToolCall(event: Own<'agent.tool.called'>): void;
  trackActionRequested(event: Own<'agent.action.requested'>): void;
  trackActionCompleted(event: Own<'agent.action.completed'>): void;
  trackActionFailed(event: Own<'agent.action.failed'>): void;
  trackResourceTouched(event: Own<'agent.resource.touched'>): void;
  trackGuardrailEvaluated(event: Own<'agent.guardrail.evaluated'>): void;
  trackApprovalRequested(event: Own<'agent.approval.requested'>): void;
  trackApprovalResolved(event: Own<'agent.approval.resolved'>): void;
  trackHandoffRequested(event: Own<'agent.handoff.requested'>): void;
  trackHandoffAccepted(event: Own<'agent.handoff.accepted'>): void;
  trackHandoffCompleted(event: Own<'agent.handoff.completed'>): void;
  trackHandoffFailed(event: Own<'agent.handoff.failed'>): void;
  /** @throws ConfigError when the type begins with `agent.`: those have methods of their own. */
  track(type: string, payload?: object): void;
  /** `agent.error`, once per error object and run. */
  captureError(error: unknown, context?: TrackContext & { readonly handled?: boolean }): void;
  recordOutcome(outcome: BusinessOutcome): void;
  sendOutcome(outcome: BusinessOutcome): void;
  sendAction(action: MeteredAction): void;
  sendActions(actions: readonly MeteredAction[]): void;
}

export function createTracking(instrument: Instrument, enabled: boolean): Tracking {
  const tracker = new Tracker(instrument, enabled);
  const say =
    (type: string) =>
    (event: object): void =>
      tracker.say(type, event as TrackedFields);
  const recordOutcome = say('agent.outcome.recorded');
  const sendAction = (action: MeteredAction): void => {
    const { actionType, metadata, ...context } = action;
    tracker.say(...actionEvent(actionType, metadata ?? {}, context));
  };
  return {
    trackToolCall: say('agent.tool.called'),
    trackActionRequested: say('agent.action.requested'),
    trackActionCompleted: say('agent.action.completed'),
    trackActionFailed: say('agent.action.failed'),
    trackResourceTouched: say('agent.resource.touched'),
    trackGuardrailEvaluated: say('agent.guardrail.evaluated'),
    trackApprovalRequested: say('agent.approval.requested'),
    trackApprovalResolved: say('agent.approval.resolved'),
    trackHandoffRequested: say('agent.handoff.requested'),
    trackHandoffAccepted: say('agent.handoff.accepted'),
    trackHandoffCompleted: say('agent.handoff.completed'),
    trackHandoffFailed: say('agent.handoff.failed'),
    track: (type, payload = {}) => tracker.custom(type, payload),
    captureError: (error, context = {}) => tracker.error({ ...context, error }),
    recordOutcome,
    sendOutcome: recordOutcome,
    sendAction,
    sendActions: (actions) => actions.forEach(sendAction),
  };
}

/** The catalog's event for a metered action: it is billed from the same fields as a wrapped call. */
function actionEvent(
  actionType: string,
  metadata: JsonObject,
  context: TrackContext,
): [string, TrackedFields] {
  const {
    latency_ms: latency,
    cost_usd: costUsd,
    model,
    provider,
    tool_name: tool,
    success,
  } = metadata;
  const timed = typeof latency === 'number' ? { durationMs: latency } : {};
  const outcome = success === false ? 'failed' : 'completed';
  const common = { ...context, ...timed, outcome, metadata: { ...metadata, actionType } };
  if (actionType === 'llm_call' || actionType === 'embedding') {
    const operation = actionType === 'embedding' ? 'embeddings' : 'chat';
    return [
      'agent.llm.completed',
      {
        ...common,
        model: {
          ...(typeof model === 'string' && { name: model }),
          ...(typeof provider === 'string' && { provider }),
        },
        llm: { operation },
        usage: {
          inputTokens: count(metadata['input_tokens']),
          outputTokens: count(metadata['output_tokens']),
        },
        ...(typeof costUsd === 'number' && { costUsd }),
      },
    ];
  }
  if (actionType === 'tool_call') {
    const name = typeof tool === 'string' ? tool : 'tool';
    return ['agent.tool.called', { durationMs: 0, ...common, tool: { name } }];
  }
  return ['agent.action.completed', { ...common, action: { type: actionType } }];
}

function count(value: unknown): number {
  return typeof value === 'number' && value >= 0 ? Math.round(value) : 0;
}
