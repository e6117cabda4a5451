import { describe, expectTypeOf, it } from 'vitest';
import {
  buildLlmEvent,
  buildOutcomeEvent,
  buildWorkflowEvent,
  isAgentEvent,
  type ActionFacts,
  type AgentEvent,
  type AgentEventMap,
  type AgentEventType,
  type AnyEvent,
  type ErrorFacts,
  type EventEnvelope,
  type EventInput,
  type EventOf,
  type StampSource,
  type FailureOutcome,
  type Json,
  type JsonObject,
  type Outcome,
  type ToolFacts,
  type TotalsFacts,
} from '@heddle/events';

describe('the types of the catalog', () => {
  it('tells the events apart by their type', () => {
    const show = (event: AgentEvent): string => {
      if (event.type === 'agent.tool.called') {
        expectTypeOf(event).toEqualTypeOf<EventOf<'agent.tool.called'>>();
        expectTypeOf(event.tool).toEqualTypeOf<ToolFacts>();
        expectTypeOf(event.outcome).toEqualTypeOf<Outcome>();
        return event.tool.name;
      }
      // @ts-expect-error other events have no tool of their own
      return event.tool.name;
    };
    expectTypeOf(show).returns.toBeString();
  });

  it('knows every type and no other', () => {
    expectTypeOf<keyof AgentEventMap>().toEqualTypeOf<AgentEventType>();
    expectTypeOf<AgentEvent['type']>().toEqualTypeOf<AgentEventType>();
    // @ts-expect-error not in the catalog
    type Missing = EventOf<'agent.tool.cald'>;
    expectTypeOf<Missing>().not.toBeNever();
  });

  it('keeps what is required apart from what may be absent', () => {
    type Called = EventOf<'agent.tool.called'>;
    expectTypeOf<Called['durationMs']>().toEqualTypeOf<number>();
    expectTypeOf<EventEnvelope['durationMs']>().toEqualTypeOf<number | undefined>();
    expectTypeOf<Called>().toHaveProperty('action');
    expectTypeOf<{ action?: ActionFacts }>().toExtend<Partial<Pick<Called, 'action'>>>();
    expectTypeOf<EventOf<'agent.run.completed'>['totals']>().toEqualTypeOf<TotalsFacts>();
    expectTypeOf<EventOf<'agent.llm.failed'>['outcome']>().toEqualTypeOf<FailureOutcome>();
  });

  it('has errors that hold errors', () => {
    expectTypeOf<EventOf<'agent.error'>['error']>().toEqualTypeOf<ErrorFacts>();
    expectTypeOf<NonNullable<ErrorFacts['cause']>>().toEqualTypeOf<ErrorFacts>();
    expectTypeOf<ErrorFacts['code']>().toEqualTypeOf<string | number | undefined>();
  });

  it('leaves the host’s records as JSON', () => {
    expectTypeOf<NonNullable<EventEnvelope['metadata']>>().toEqualTypeOf<JsonObject>();
    expectTypeOf<NonNullable<EventOf<'agent.run.started'>['input']>>().toEqualTypeOf<
      Exclude<Json, null>
    >();
  });

  it('suggests the usual words and takes others', () => {
    expectTypeOf<'refund'>().toExtend<ActionFacts['type']>();
    expectTypeOf<'dangerous'>().not.toExtend<ToolFacts['riskLevel']>();
  });

  it('narrows whatever travels to the catalog', () => {
    const known = (event: AnyEvent): AgentEvent | undefined =>
      isAgentEvent(event) ? event : undefined;
    expectTypeOf(known).returns.toEqualTypeOf<AgentEvent | undefined>();
  });
});

describe('the types of the builders', () => {
  const source: StampSource = {};
  const stamp = {
    eventId: '0190f3a4-0000-7000-8000-000000000001',
    timestamp: '2026-03-14T09:26:53Z',
  };
  const outcome = { outcomeType: 'sale', value: 1 };

  it('give back the event they are named after', () => {
    expectTypeOf(buildOutcomeEvent('a', outcome, source)).toEqualTypeOf<
      EventOf<'agent.outcome.recorded'>
    >();
    expectTypeOf(buildLlmEvent<'agent.llm.called'>).returns.toEqualTypeOf<
      EventOf<'agent.llm.called'>
    >();
  });

  it('need a source, or the stamp in the input', () => {
    expectTypeOf(buildOutcomeEvent('a', { ...outcome, ...stamp })).toExtend<AgentEvent>();
    // @ts-expect-error neither a source nor a stamp
    buildOutcomeEvent('a', outcome);
  });

  it('refuse fields that are missing, wrong or of another type', () => {
    type Input = EventInput<'agent.outcome.recorded'>;
    expectTypeOf<{ outcomeType: string }>().not.toExtend<Input>();
    // @ts-expect-error value is missing
    buildOutcomeEvent('a', { outcomeType: 'sale' }, source);
    // @ts-expect-error value is a number
    buildOutcomeEvent('a', { outcomeType: 'sale', value: '1' }, source);
    // @ts-expect-error a model call has no step
    buildLlmEvent('agent.llm.called', 'a', { model: {}, llm: {}, step: { key: 'a' } }, source);
    // @ts-expect-error not of this family
    buildLlmEvent('agent.mcp.called', 'a', { model: {}, llm: {} }, source);
  });

  it('take undefined for absent, where a field is optional', () => {
    buildOutcomeEvent('a', { ...outcome, runId: undefined }, source);
    expectTypeOf<{ outcomeType: string; value: undefined }>().not.toExtend<
      EventInput<'agent.outcome.recorded'>
    >();
  });

  it('let a workflow step be named either way', () => {
    const type = 'agent.workflow.step.started';
    expectTypeOf(buildWorkflowEvent(type, 'a', { stepKey: 'triage' }, source)).toEqualTypeOf<
      EventOf<typeof type>
    >();
    buildWorkflowEvent(type, 'a', { step: { key: 'triage' } }, source);
    // @ts-expect-error which step?
    buildWorkflowEvent(type, 'a', { runId: 'r' }, source);
  });
});
