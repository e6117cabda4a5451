import {
  ROOT_CONTEXT,
  SpanKind,
  TraceFlags,
  trace,
  type Context,
  type Link,
  type Span,
  type SpanContext,
  type Tracer,
} from '@opentelemetry/api';
import type { AnyEvent } from '@heddle/events';
import type { Meters } from '../metrics/meters.ts';
import { attributesOf } from '../spans/attributes.ts';
import { BoundedMap } from '../spans/bounded-map.ts';
import { describeFact, describeSpan, epochMs, partOf, startOf } from '../spans/describe-span.ts';
import type { View } from '../spans/view.ts';
import { COMMON, type FactRule, type SpanRuleName } from '../semantic-conventions.ts';
import { withIds } from './id-generator.ts';
import { OpenSpan } from './open-span.ts';

/** Spans that may be open at once, and spans and events that later ones may refer to. */
const MOST_OPEN = 10_000;
const MOST_REMEMBERED = 10_000;
/** More than what core stages in one turn: these endings were dropped on their way. */
const MOST_WAITING = 8192;

/** A span that has ended, for what comes late. */
interface Ended {
  readonly context: SpanContext;
  /** Its ending told an error. */
  readonly failed: boolean;
}

/** Tells events to a tracer of the OpenTelemetry API. */
export class SpanWriter {
  readonly #tracer: Tracer;
  readonly #view: View;
  readonly #meters: Meters | undefined;
  readonly #open = new BoundedMap<OpenSpan>(MOST_OPEN, (spanId, open) => this.#giveUp(spanId, open));
  readonly #ended = new BoundedMap<Ended>(MOST_REMEMBERED);
  readonly #byEvent = new BoundedMap<SpanContext>(MOST_REMEMBERED);
  #waiting = 0;

  constructor(tracer: Tracer, view: View, meters: Meters | undefined) {
    this.#tracer = tracer;
    this.#view = view;
    this.#meters = meters;
  }

  /** Takes over a span that was started when the work began. */
  adopt(spanId: string, span: Span, startMs: number): void {
    this.#open.set(spanId, new OpenSpan(span, startMs));
  }

  /** The work of an adopted span is over; its ending event comes later, or never. */
  expectEnd(spanId: string, endMs: number): void {
    const open = this.#open.get(spanId);
    if (open === undefined) return;
    open.endMs = endMs;
    if (++this.#waiting > MOST_WAITING) this.settle();
  }

  tell(event: AnyEvent): void {
    const part = partOf(event);
    switch (part.part) {
      case 'none':
        return;
      case 'start':
        this.#started(event, part.span);
        return;
      case 'end':
        this.#finished(event, part.span);
        return;
      case 'fact':
        this.#fact(event, part.fact);
        return;
      case 'record':
        // With a beginning, it repeats an ending that has been told.
        if (event.parentEventId !== undefined) return;
        if (part.span !== undefined) this.#finished(event, part.span);
        else if (part.fact !== undefined) this.#fact(event, part.fact);
    }
  }

  /** Ends the spans whose ending should have come by now; with `all`, every one. */
  settle(all = false): void {
    for (const [spanId, open] of [...this.#open.entries()]) {
      if (!all && open.endMs === undefined) continue;
      this.#open.delete(spanId);
      this.#giveUp(spanId, open);
    }
    this.#waiting = 0;
  }

  #giveUp(spanId: string, open: OpenSpan): void {
    open.giveUp(Date.now());
    this.#ended.set(spanId, { context: open.span.spanContext(), failed: false });
  }

  #started(event: AnyEvent, rule: SpanRuleName): OpenSpan {
    const adopted = event.spanId === undefined ? undefined : this.#open.get(event.spanId);
    if (adopted !== undefined) {
      // What is known now is told now: the span may never end.
      const { attributes } = describeSpan(event, rule, this.#view);
      adopted.span.setAttributes(attributes);
      for (const link of this.#links(event)) adopted.span.addLink?.(link);
      return adopted;
    }
    return this.#startSpan(event, rule, epochMs(event));
  }

  #startSpan(event: AnyEvent, rule: SpanRuleName, startTime: number): OpenSpan {
    const { attributes, kind, name } = describeSpan(event, rule, this.#view);
    const span = this.#start(event, (parent) =>
      this.#tracer.startSpan(
        name,
        { kind: SpanKind[kind], startTime, attributes, links: this.#links(event) },
        parent,
      ),
    );
    const open = new OpenSpan(span, startTime);
    if (event.spanId !== undefined) this.#open.set(event.spanId, open);
    return open;
  }

  #finished(event: AnyEvent, rule: SpanRuleName): void {
    const { spanId } = event;
    if (spanId !== undefined && this.#ended.has(spanId)) return;
    const known = spanId === undefined ? undefined : this.#open.get(spanId);
    if (known?.endMs !== undefined) this.#waiting--;
    // A beginning may have been given up for want of room: its ending says everything again.
    const open = known ?? this.#startSpan(event, rule, startOf(event));
    const description = open.end(event, rule, this.#view);
    const context = open.span.spanContext();
    this.#byEvent.set(event.eventId, context);
    if (spanId !== undefined) {
      this.#open.delete(spanId);
      const failed = description.attributes['error.type'] !== undefined;
      this.#ended.set(spanId, { context, failed });
    }
    this.#meters?.record(event, description, trace.setSpan(ROOT_CONTEXT, open.span));
  }

  /** On its span while that is open; else a span of no length beneath it. */
  #fact(event: AnyEvent, rule: FactRule): void {
    const { spanId } = event;
    if (spanId === undefined) return;
    const description = describeFact(event, rule, this.#view);
    const open = this.#open.get(spanId);
    if (open !== undefined) {
      open.fact(description);
      return;
    }
    const ended = this.#ended.get(spanId);
    if (ended?.failed === true && event.type === 'agent.error') return;
    const parent = ended === undefined ? this.#parentOf(event) : trace.setSpanContext(ROOT_CONTEXT, ended.context);
    const { attributes, epochMs: at, name } = description;
    const common = attributesOf(event, COMMON, this.#view);
    this.#tracer.startSpan(name, { startTime: at, attributes: { ...common, ...attributes } }, parent).end(at);
  }

  #start(event: AnyEvent, start: (parent: Context) => Span): Span {
    const { spanId, traceId } = event;
    const ids = spanId === undefined || traceId === undefined ? undefined : { spanId, traceId };
    const span = withIds(ids, () => start(this.#parentOf(event)));
    const given = span.spanContext();
    if (ids !== undefined && (given.spanId !== ids.spanId || given.traceId !== ids.traceId)) {
      span.setAttributes({ 'heddle.trace.id': ids.traceId, 'heddle.span.id': ids.spanId });
    }
    return span;
  }

  #parentOf({ parentSpanId, traceId }: AnyEvent): Context {
    if (parentSpanId === undefined || traceId === undefined) return ROOT_CONTEXT;
    const open = this.#open.get(parentSpanId);
    if (open !== undefined) return trace.setSpan(ROOT_CONTEXT, open.span);
    const context = this.#ended.get(parentSpanId)?.context ?? {
      traceId,
      spanId: parentSpanId,
      traceFlags: TraceFlags.SAMPLED,
      isRemote: true,
    };
    return trace.setSpanContext(ROOT_CONTEXT, context);
  }

  #links({ causedByEventId }: AnyEvent): Link[] {
    const cause = causedByEventId === undefined ? undefined : this.#byEvent.get(causedByEventId);
    return cause === undefined ? [] : [{ context: cause, attributes: { 'heddle.link': 'caused_by' } }];
  }
}
