import type { AgentEventType, JsonObject } from '@heddle/events';
import type { Scope } from '../context/scope.ts';
import type { Instrument } from '../instrument.ts';

/**
 * Something that happened at one moment, in the order it happened: what is not the beginning or
 * the ending of an operation.
 */
export interface Fact {
  readonly kind: 'fact';
  readonly instrument: Instrument;
  readonly type: AgentEventType | (string & {});
  readonly scope: Scope | undefined;
  readonly at: number;
  readonly sequence: number;
  readonly sessionSequence: number;
  readonly fields: JsonObject;
  /** Given by the caller, when it was needed before the event was written. */
  readonly eventId?: string;
}
