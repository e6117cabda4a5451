import type { EventOf } from '../agent-event.ts';
import { SCHEMA_VERSION, type AgentEventType } from '../event-types.ts';
import type { Simplify } from '../schema/schema.ts';

/** Where a builder takes what the input does not say. This package has no clock and no dice. */
export interface StampSource {
  /** A fresh UUID. */
  readonly eventId?: () => string;
  /** The time, in ISO 8601. */
  readonly now?: () => string;
}

/** What tells one event from another. */
export interface EventStamp {
  readonly eventId: string;
  readonly timestamp: string;
}

type Stamped = 'type' | 'agentKey' | keyof EventStamp;

/** The fields of an event that a caller writes down. `undefined` counts as absent. */
export type EventInput<Type extends AgentEventType> = Type extends AgentEventType
  ? Simplify<
      UndefinedIsAbsent<Omit<EventOf<Type>, Stamped>> & UndefinedIsAbsent<Partial<EventStamp>>
    >
  : never;

type UndefinedIsAbsent<T> = {
  [K in keyof T]: T extends Record<K, T[K]> ? T[K] : T[K] | undefined;
};

/** Builds events of one type. Without a `source`, the input has to carry its own stamp. */
export interface EventBuilder<Type extends AgentEventType, Input = EventInput<Type>> {
  (agentKey: string, input: Input & EventStamp, source?: StampSource): EventOf<Type>;
  (agentKey: string, input: Input, source: StampSource): EventOf<Type>;
}

/** Builds events of one family: which of them is the first argument. */
export interface FamilyBuilder<Family extends AgentEventType> {
  <Type extends Family>(
    type: Type,
    agentKey: string,
    input: EventInput<Type> & EventStamp,
    source?: StampSource,
  ): EventOf<Type>;
  <Type extends Family>(
    type: Type,
    agentKey: string,
    input: EventInput<Type>,
    source: StampSource,
  ): EventOf<Type>;
}

/**
 * Puts an event together. What neither the input nor the source knows is left out: building an
 * event never throws, and `validateEvents` names what is missing.
 */
export function stamp<Type extends AgentEventType>(
  type: Type,
  agentKey: string,
  input: object,
  source: StampSource = {},
): EventOf<Type> {
  const { eventId, timestamp, ...fields } = input as Partial<EventStamp>;
  const event: Record<string, unknown> = {
    type,
    eventId: eventId ?? source.eventId?.(),
    timestamp: timestamp ?? source.now?.(),
    agentKey,
    schemaVersion: SCHEMA_VERSION,
    ...fields,
  };
  for (const key of Object.keys(event)) if (event[key] === undefined) delete event[key];
  return event as EventOf<Type>;
}
