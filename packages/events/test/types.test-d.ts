import { describe, expectTypeOf, it } from 'vitest';
import {
  isAgentEvent,
  type ActionFacts,
  type AgentEvent,
  type AgentEventMap,
  type AgentEventType,
  type AnyEvent,
  type ErrorFacts,
  type EventEnvelope,
  type EventOf,
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
