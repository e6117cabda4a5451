import { describe, expect, it } from 'vitest';
import * as events from '@heddle/events';
import { examples } from '@heddle/events/examples';

const eventId = '0190f3a4-0000-7000-8000-0000000000ff';
const source = { eventId: () => eventId, now: () => '2026-03-14T09:26:53.000Z' };

type AnyBuilder = (agentKey: string, input: object, source?: events.StampSource) => object;
type AnyFamilyBuilder = (
  type: string,
  agentKey: string,
  input: object,
  source?: events.StampSource,
) => object;

const builders: Record<string, AnyBuilder> = {
  'agent.tool.called': events.buildToolCallEvent as AnyBuilder,
  'agent.action.requested': events.buildActionRequestedEvent as AnyBuilder,
  'agent.action.completed': events.buildActionCompletedEvent as AnyBuilder,
  'agent.action.failed': events.buildActionFailedEvent as AnyBuilder,
  'agent.resource.touched': events.buildResourceTouchedEvent as AnyBuilder,
  'agent.guardrail.evaluated': events.buildGuardrailEvaluatedEvent as AnyBuilder,
  'agent.approval.requested': events.buildApprovalRequestedEvent as AnyBuilder,
  'agent.approval.resolved': events.buildApprovalResolvedEvent as AnyBuilder,
  'agent.outcome.recorded': events.buildOutcomeEvent as AnyBuilder,
};
const familyBuilders: Record<string, AnyFamilyBuilder> = {
  workflow: events.buildWorkflowEvent as AnyFamilyBuilder,
  llm: events.buildLlmEvent as AnyFamilyBuilder,
  mcp: events.buildMcpEvent as AnyFamilyBuilder,
  handoff: events.buildHandoffEvent as AnyFamilyBuilder,
  run: events.buildRunEvent as AnyFamilyBuilder,
  session: events.buildSessionEvent as AnyFamilyBuilder,
};

/** Every event a user may build. Losses are the SDK's own to tell; errors have their own test. */
const buildable = events.eventTypes.filter(
  (type) => type !== 'agent.telemetry.dropped' && type !== 'agent.error',
);

describe('the builders', () => {
  it.each(buildable)('build a valid %s from its fields', (type) => {
    const { type: _type, agentKey, eventId: _id, timestamp: _at, ...fields } = examples[type];
    const family = familyBuilders[events.catalog[type].family];
    const event = family
      ? family(type, agentKey, fields, source)
      : builders[type]!(agentKey, fields, source);
    expect(event).toEqual({ ...examples[type], eventId, timestamp: source.now() });
    expect(events.validateEvents(event)).toMatchObject({ accepted: 1, warnings: [] });
  });

  it('prefer the stamp of the input to that of the source', () => {
    const { eventId: given, timestamp } = examples['agent.run.started'];
    const event = events.buildOutcomeEvent(
      'support',
      { outcomeType: 'sale', value: 3, eventId: given, timestamp },
      source,
    );
    expect(event).toEqual({
      type: 'agent.outcome.recorded',
      eventId: given,
      timestamp,
      agentKey: 'support',
      schemaVersion: '1.0',
      outcomeType: 'sale',
      value: 3,
    });
  });

  it('take undefined for absent', () => {
    const event = events.buildOutcomeEvent(
      'support',
      { outcomeType: 'sale', value: 3, runId: undefined },
      source,
    );
    expect(Object.keys(event)).not.toContain('runId');
  });

  it('do not throw without a stamp: validation names what is missing', () => {
    const event = builders['agent.outcome.recorded']!('a', { outcomeType: 'sale', value: 3 });
    const { previews } = events.validateEvents(event);
    expect(previews[0]!.problems.map(({ path }) => path)).toEqual(['eventId', 'timestamp']);
  });
});

describe('buildWorkflowEvent', () => {
  it('takes the step as the seeds name it', () => {
    const event = events.buildWorkflowEvent(
      'agent.workflow.step.started',
      'support',
      { runId: 'r', stepKey: 'triage', stepName: 'Triage', stepIndex: 0 },
      source,
    );
    expect(event.step).toEqual({ key: 'triage', name: 'Triage', index: 0 });
    expect(event).toMatchObject({ stepKey: 'triage', stepName: 'Triage', stepIndex: 0 });
  });

  it('takes the step as the catalog names it', () => {
    const event = events.buildWorkflowEvent(
      'agent.workflow.step.completed',
      'support',
      { runId: 'r', step: { key: 'triage' }, outcome: 'completed' },
      source,
    );
    expect(event).toMatchObject({ step: { key: 'triage' }, stepKey: 'triage' });
    expect(Object.keys(event)).not.toContain('stepName');
  });
});

describe('buildErrorEvent', () => {
  it('tells the error and its context', () => {
    const error = new TypeError('no', { cause: 'because' });
    const event = events.buildErrorEvent('support', error, { runId: 'r', handled: true }, source);
    expect(event).toEqual({
      type: 'agent.error',
      eventId,
      timestamp: source.now(),
      agentKey: 'support',
      schemaVersion: '1.0',
      runId: 'r',
      handled: true,
      error: {
        name: 'TypeError',
        message: 'no',
        stack: error.stack,
        cause: { name: 'string', message: 'because', value: 'because' },
      },
    });
  });

  it('needs no context', () => {
    const event = events.buildErrorEvent('support', 'boom', undefined, source);
    expect(event.error).toEqual({ name: 'string', message: 'boom', value: 'boom' });
  });
});
