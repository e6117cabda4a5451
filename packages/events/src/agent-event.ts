import type { catalog } from './catalog/catalog.ts';
import type { EventEnvelope } from './envelope.ts';
import { isAgentEventType, type AgentEventType } from './event-types.ts';
import type { JsonObject } from './json.ts';
import type { InferFields, Simplify } from './schema/schema.ts';

type FieldsOf<Type extends AgentEventType> = InferFields<(typeof catalog)[Type]['fields']>;

/** The event of each type, by its name. */
export type AgentEventMap = {
  [Type in AgentEventType]: Simplify<
    { readonly type: Type } & Omit<EventEnvelope, 'type' | keyof FieldsOf<Type>> & FieldsOf<Type>
  >;
};

/**
 * An event of the catalog: a union that `type` tells apart.
 *
 * @example
 * if (event.type === 'agent.tool.called') console.log(event.tool.name, event.outcome);
 */
export type AgentEvent = AgentEventMap[AgentEventType];

/** The event of one type, or of several: `EventOf<'agent.llm.completed'>`. */
export type EventOf<Type extends AgentEventType> = AgentEventMap[Type];

/** An event of the host's own making. Its type does not begin with `agent.`. */
export interface CustomEvent extends EventEnvelope {
  readonly payload: JsonObject;
}

/** Whatever travels: an event of the catalog or of the host's own making. */
export type AnyEvent = AgentEvent | CustomEvent;

/** Narrows to the catalog by the event's type alone; `validateEvents` looks at the rest. */
export function isAgentEvent(event: AnyEvent): event is AgentEvent {
  return isAgentEventType(event.type);
}
