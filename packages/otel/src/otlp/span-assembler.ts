import { createHash } from 'node:crypto';
import type { EncodedEvent } from '@heddle/core';
import type { AnyEvent } from '@heddle/events';
import { COMMON, type FactRule, type SpanRuleName } from '../semantic-conventions.ts';
import { attributesOf, type Attributes } from '../spans/attributes.ts';
import { BoundedMap } from '../spans/bounded-map.ts';
import {
  describeError,
  describeFact,
  describeSpan,
  epochMs,
  partOf,
  startOf,
  type SpanError,
  type SpanFact,
} from '../spans/describe-span.ts';
import { roleOf, type KnownSpan } from '../spans/role-of.ts';
import type { View } from '../spans/view.ts';
import type { SpanKindName } from '../semantic-conventions.ts';

/** A whole span, as it is sent. */
export interface SpanRecord {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly kind: SpanKindName;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Attributes;
  readonly facts: readonly SpanFact[];
  readonly links: readonly SpanReference[];
  readonly error: SpanError | undefined;
  readonly instanceId: string | undefined;
  /** The event that this span waited for: what a refusal of the span refuses. */
  readonly eventId: string;
}

interface SpanReference {
  readonly traceId: string;
  readonly spanId: string;
}

interface Place extends SpanReference {
  readonly parentSpanId: string | undefined;
}

/** What is kept of a beginning: its ending repeats everything else. */
interface Beginning extends KnownSpan {
  readonly startMs: number;
  readonly input: unknown;
  readonly links: readonly SpanReference[];
}

/** The spans of a batch. `settle` once they are sent: until then the same batch gives the same. */
export interface Assembled {
  readonly spans: readonly SpanRecord[];
  settle(): void;
}

/** What unfinished work may hold in memory, roughly. */
const MOST_BYTES = 16 * 1024 * 1024;
const MOST_REMEMBERED = 10_000;
const ENTRY_BYTES = 200;

/**
 * Puts whole spans together: OTLP has no unfinished ones. A beginning waits here for its ending,
 * and so does what happens in between. One that is given up for want of room costs the payload and
 * the events of its span, never the span.
 */
export class SpanAssembler {
  readonly #view: View;
  readonly #beginnings = new BoundedMap<Beginning>(MOST_BYTES);
  readonly #facts = new BoundedMap<Map<string, SpanFact>>(MOST_BYTES);
  readonly #ended = new BoundedMap<'failed' | 'not failed'>(MOST_REMEMBERED);
  readonly #byEvent = new BoundedMap<SpanReference>(MOST_REMEMBERED);

  constructor(view: View) {
    this.#view = view;
  }

  assemble(events: readonly EncodedEvent[]): Assembled {
    const spans: SpanRecord[] = [];
    const ended = new Map<string, 'failed' | 'not failed'>();
    for (const { bytes, event } of events) {
      const { spanId, traceId } = event;
      if (spanId === undefined || traceId === undefined) continue;
      const how = ended.get(spanId) ?? this.#ended.get(spanId);
      const open = how === undefined ? this.#beginnings.get(spanId) : undefined;
      const does = roleOf(event, partOf(event), open, how !== undefined);
      if (does.role === 'start') this.#begin(event, spanId, does.span, bytes);
      else if (does.role === 'fact') this.#fact(event, does.fact, how, spans, bytes);
      else if (does.role !== 'nothing') {
        const alone = does.role === 'alone';
        const place = alone
          ? { traceId, spanId: derivedSpanId(event), parentSpanId: spanId }
          : { traceId, spanId, parentSpanId: event.parentSpanId };
        const span = this.#end(event, place, does.span);
        if (!alone) ended.set(spanId, span.error === undefined ? 'not failed' : 'failed');
        this.#byEvent.set(event.eventId, { traceId, spanId: span.spanId });
        spans.push(span);
      }
    }
    return {
      spans,
      settle: () => {
        for (const [spanId, how] of ended) {
          this.#beginnings.delete(spanId);
          this.#facts.delete(spanId);
          this.#ended.set(spanId, how);
        }
      },
    };
  }

  #begin(event: AnyEvent, spanId: string, rule: SpanRuleName, bytes: number): void {
    const input: unknown = this.#view.content && 'input' in event ? event.input : undefined;
    const weight = input === undefined ? ENTRY_BYTES : bytes;
    const { eventId: startEventId } = event;
    const startMs = epochMs(event);
    const beginning = {
      rule,
      startEventId,
      live: false,
      startMs,
      input,
      links: this.#links(event),
    };
    this.#beginnings.set(spanId, beginning, weight);
  }

  #end(event: AnyEvent, place: Place, rule: SpanRuleName): SpanRecord {
    const { spanId } = place;
    const begun = this.#beginnings.get(spanId);
    const whole =
      begun?.input === undefined ? event : ({ input: begun.input, ...event } as AnyEvent);
    const { attributes, kind, name } = describeSpan(whole, rule, this.#view);
    const error = describeError(event, kind, this.#view);
    if (error !== undefined) attributes['error.type'] = error.type;
    const startMs = begun?.startMs ?? startOf(event);
    return {
      ...place,
      name,
      kind,
      startMs,
      endMs: startMs + (event.durationMs ?? Math.max(0, epochMs(event) - startMs)),
      attributes,
      facts: [...(this.#facts.get(spanId)?.values() ?? [])],
      links: begun?.links ?? this.#links(event),
      error,
      instanceId: event.instanceId,
      eventId: event.eventId,
    };
  }

  /** Into its span while that is open; else a span of no length beneath it. */
  #fact(
    event: AnyEvent,
    rule: FactRule,
    how: 'failed' | 'not failed' | undefined,
    spans: SpanRecord[],
    bytes: number,
  ): void {
    const spanId = event.spanId as string;
    const fact = describeFact(event, rule, this.#view);
    if (how === undefined) {
      const facts = this.#facts.get(spanId) ?? new Map<string, SpanFact>();
      this.#facts.set(spanId, facts.set(event.eventId, fact), facts.size * ENTRY_BYTES + bytes);
    } else if (how !== 'failed' || event.type !== 'agent.error') {
      spans.push(this.#lateFact(event, fact, spanId));
    }
  }

  #lateFact(event: AnyEvent, fact: SpanFact, parentSpanId: string): SpanRecord {
    return {
      traceId: event.traceId as string,
      spanId: derivedSpanId(event),
      parentSpanId,
      name: fact.name,
      kind: 'INTERNAL',
      startMs: fact.epochMs,
      endMs: fact.epochMs,
      attributes: { ...attributesOf(event, COMMON, this.#view), ...fact.attributes },
      facts: [],
      links: [],
      error: undefined,
      instanceId: event.instanceId,
      eventId: event.eventId,
    };
  }

  #links({ causedByEventId }: AnyEvent): readonly SpanReference[] {
    const cause = causedByEventId === undefined ? undefined : this.#byEvent.get(causedByEventId);
    return cause === undefined ? [] : [cause];
  }
}

/** The same on every try: a receiver that has it already sees no second one. */
function derivedSpanId({ eventId }: AnyEvent): string {
  return createHash('sha256').update(eventId).digest('hex').slice(0, 16);
}
