import type { AgentEvent } from '@heddle/events';

/** A beginning without an ending. */
export interface Unfinished {
  readonly started: AgentEvent;
}

const BEGINNING = /\.(started|requested|called)$/;

/** The events that begin something and that no later event points back to. */
export function unfinishedWork(events: readonly AgentEvent[]): Unfinished[] {
  const ended = new Set(events.map(({ parentEventId }) => parentEventId));
  return events
    .filter((event) => begins(event) && !ended.has(event.eventId))
    .map((started) => ({ started }));
}

/** `agent.tool.called` is a record made at the end, and an approval ends without a span of its own. */
export function begins(event: AgentEvent): boolean {
  return (
    BEGINNING.test(event.type) &&
    event.type !== 'agent.tool.called' &&
    event.type !== 'agent.approval.requested' &&
    event.parentEventId === undefined
  );
}
