import type { AnyEvent } from '@heddle/events';
import {
  SPANS,
  type EventPart,
  type FactRule,
  type SpanRuleName,
} from '../semantic-conventions.ts';

/** What is known of a span that has been begun and has not ended. */
export interface KnownSpan {
  readonly rule: SpanRuleName;
  /** Undefined while its first event has not come. */
  readonly startEventId: string | undefined;
  /** It was started with the work itself, whose ending will point back to its beginning. */
  readonly live: boolean;
}

/**
 * What to do with an event. `alone`: it tells of work of its own and only happened in the span
 * whose id it has, as what is tracked by hand does; it becomes a span beneath that one.
 */
export type Role =
  | { readonly role: 'start' | 'end' | 'alone'; readonly span: SpanRuleName }
  | { readonly role: 'fact'; readonly fact: FactRule }
  | { readonly role: 'nothing' };

const NOTHING: Role = { role: 'nothing' };

/** `known`: the open span of the event's id. `hasEnded`: that span has been told to its end. */
export function roleOf(
  event: AnyEvent,
  part: EventPart,
  known: KnownSpan | undefined,
  hasEnded: boolean,
): Role {
  switch (part.part) {
    case 'none':
      return NOTHING;
    case 'fact':
      return { role: 'fact', fact: part.fact };
    case 'start':
      return startRole(event, part.span, known, hasEnded);
    case 'end':
      if (event.parentEventId === undefined) return looseEnd(part.span, known, hasEnded);
      return hasEnded ? NOTHING : { role: 'end', span: part.span };
    case 'record':
      // With a beginning, it repeats what the ending has said.
      if (event.parentEventId !== undefined) return NOTHING;
      if (part.span !== undefined) return looseEnd(part.span, known, hasEnded);
      return part.fact === undefined ? NOTHING : { role: 'fact', fact: part.fact };
  }
}

function startRole(
  event: AnyEvent,
  span: SpanRuleName,
  known: KnownSpan | undefined,
  hasEnded: boolean,
): Role {
  const isFirst =
    known === undefined ? !hasEnded : known.startEventId === undefined && known.rule === span;
  if (isFirst || known?.startEventId === event.eventId) return { role: 'start', span };
  // Its ending will be told alone, and says everything that it says.
  return { role: 'fact', fact: { name: event.type, attributes: SPANS[span].attributes } };
}

/** An ending that points back to nothing: somebody built it, or tracked it by hand. */
function looseEnd(span: SpanRuleName, known: KnownSpan | undefined, hasEnded: boolean): Role {
  const itsOwn = known === undefined ? !hasEnded : known.rule === span && !known.live;
  return { role: itsOwn ? 'end' : 'alone', span };
}
