import type { EventOf } from '../agent-event.ts';
import { stamp, type EventInput, type StampSource, type EventStamp } from './stamp.ts';
import { toErrorFacts } from './to-error-facts.ts';

/** What an error event says beside the error. */
export type ErrorContext = Omit<EventInput<'agent.error'>, 'error'>;

/**
 * An error that was captured. Whatever was thrown may be given.
 *
 * @example
 * buildErrorEvent('support', error, { runId, handled: true }, source);
 */
export function buildErrorEvent(
  agentKey: string,
  error: unknown,
  context: ErrorContext & EventStamp,
  source?: StampSource,
): EventOf<'agent.error'>;
export function buildErrorEvent(
  agentKey: string,
  error: unknown,
  context: ErrorContext | undefined,
  source: StampSource,
): EventOf<'agent.error'>;
export function buildErrorEvent(
  agentKey: string,
  error: unknown,
  context?: ErrorContext,
  source?: StampSource,
): EventOf<'agent.error'> {
  return stamp('agent.error', agentKey, { ...context, error: toErrorFacts(error) }, source);
}
