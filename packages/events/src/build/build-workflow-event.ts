import type { EventOf } from '../agent-event.ts';
import type { AgentEventType } from '../event-types.ts';
import { stamp, type EventInput, type StampSource, type EventStamp } from './stamp.ts';

/** The events of a workflow step. */
export type WorkflowEventType = Extract<AgentEventType, `agent.workflow.${string}`>;

/**
 * The fields of a workflow event. The step may be named once, either way: as `step`, or by the
 * envelope's `stepKey`, `stepName` and `stepIndex`.
 */
export type WorkflowInput<Type extends WorkflowEventType> =
  | EventInput<Type>
  | (Omit<EventInput<Type>, 'step' | 'stepKey'> & {
      readonly stepKey: string;
      readonly step?: undefined;
    });

/**
 * The beginning or the ending of a workflow step.
 *
 * @example
 * buildWorkflowEvent('agent.workflow.step.started', 'support', { runId, stepKey: 'triage' }, source);
 */
export function buildWorkflowEvent<Type extends WorkflowEventType>(
  type: Type,
  agentKey: string,
  input: WorkflowInput<Type> & EventStamp,
  source?: StampSource,
): EventOf<Type>;
export function buildWorkflowEvent<Type extends WorkflowEventType>(
  type: Type,
  agentKey: string,
  input: WorkflowInput<Type>,
  source: StampSource,
): EventOf<Type>;
export function buildWorkflowEvent<Type extends WorkflowEventType>(
  type: Type,
  agentKey: string,
  input: WorkflowInput<Type>,
  source?: StampSource,
): EventOf<Type> {
  return stamp(type, agentKey, { ...input, ...namedTwice(input) }, source);
}

interface Named {
  readonly step?: EventOf<WorkflowEventType>['step'] | undefined;
  readonly stepKey?: string | undefined;
  readonly stepName?: string | undefined;
  readonly stepIndex?: number | undefined;
}

/** The seeds name the step in the envelope, the catalog as an object: say both. */
function namedTwice({ step, stepKey, stepName, stepIndex }: Named): object {
  if (step) {
    return {
      stepKey: stepKey ?? step.key,
      stepName: stepName ?? step.name,
      stepIndex: stepIndex ?? step.index,
    };
  }
  return {
    step: {
      key: stepKey,
      ...(stepName === undefined ? {} : { name: stepName }),
      ...(stepIndex === undefined ? {} : { index: stepIndex }),
    },
  };
}
