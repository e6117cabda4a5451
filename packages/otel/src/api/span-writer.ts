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
import { roleOf } from '../spans/role-of.ts';
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
  readonly #open = new BoundedMap<OpenSpan>(MOST_OPEN, (spanId, open) =>
    this.#giveUp(spanId, open),
  );
  readonly #ended = new BoundedMap<Ended>(MOST_REMEMBERED);
  readonly #byEvent = new BoundedMap<SpanContext>(MOST_REMEMBERED);
  #waiting = 0;

  constructor(tracer: Tracer, view: View, meters: Meters | undefined) {
    this.#tracer = tracer;
    this.#view = view;
    this.#meters = meters;
  }

  /** Takes over a span that was started when the work began. */
  adopt(spanId: string, span: Span, rule: SpanRuleName, startMs: number): void {
    this.#open.set(spanId, new OpenSpan(span, rule, startMs));
  }

  /** The work of an adopted span is over; its ending event comes later, or never. */
  expectEnd(spanId: string, endMs: number): void {
    const open = this.#open.get(spanId);
    if (open === undefined) return;
    open.endMs = endMs;
    if (++this.#waiting > MOST_WAITING) this.settle();
  }

  tell(event: AnyEvent): void {
    const { spanId } = event;
    const open = spanId === undefined ? undefined : this.#open.get(spanId);
    const hasEnded = spanId !== undefined && this.#ended.has(spanId);
    const does = roleOf(event, partOf(event), open, hasEnded);
    if (does.role === 'start') this.#started(event, does.span, open);
    else if (does.role === 'end') this.#finished(event, does.span, open);
    else if (does.role === 'alone') this.#alone(event, does.span);
    else if (does.role === 'fact') this.#fact(event, does.fact, open);
  }

  /** Ends the spans whose ending should have come by now; with `all`, every one. */
  settle(all = false): void {
    for (const [spanId, open] of this.#open.entries()) {
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

  #started(event: AnyEvent, rule: SpanRuleName, open: OpenSpan | undefined): void {
    if (open === undefined) {
      this.#startSpan(event, rule, epochMs(event), this.#parentOf(event));
      return;
    }
    open.startEventId = event.eventId;
    // What is known now is told now: the span may never end.
    open.span.setAttributes(describeSpan(event, rule, this.#view).attributes);
    for (const link of this.#links(event)) open.span.addLink?.(link);
  }

  #finished(event: AnyEvent, rule: SpanRuleName, known: OpenSpan | undefined): void {
    if (known?.endMs !== undefined) this.#waiting--;
    // A beginning may have been given up for want of room: its ending says everything again.
    this.#end(event, known ?? this.#startSpan(event, rule, startOf(event), this.#parentOf(event)));
  }

  /** Work that only happened in the span whose id its event has. */
  #alone(event: AnyEvent, rule: SpanRuleName): void {
    const { spanId: _, ...placed } = event;
    this.#end(
      placed as AnyEvent,
      this.#startSpan(placed as AnyEvent, rule, startOf(event), this.#inside(event)),
    );
  }

  #end(event: AnyEvent, open: OpenSpan): void {
    const { eventId, spanId } = event;
    const description = open.end(event, this.#view);
    const context = open.span.spanContext();
    this.#byEvent.set(eventId, context);
    if (spanId !== undefined) {
      this.#open.delete(spanId);
      const failed = description.attributes['error.type'] !== undefined;
      this.#ended.set(spanId, { context, failed });
    }
    this.#meters?.record(event, description, trace.setSpan(ROOT_CONTEXT, open.span));
  }

  /** On its span while that is open; else a span of no length beneath it. */
  #fact(event: AnyEvent, rule: FactRule, open: OpenSpan | undefined): void {
    const { spanId } = event;
    if (spanId === undefined) return;
    const description = describeFact(event, rule, this.#view);
    if (open !== undefined) {
      open.fact(description);
      return;
    }
    if (this.#ended.get(spanId)?.failed === true && event.type === 'agent.error') return;
    const { epochMs: startTime, name } = description;
    const attributes = { ...attributesOf(event, COMMON, this.#view), ...description.attributes };
    this.#tracer.startSpan(name, { startTime, attributes }, this.#inside(event)).end(startTime);
  }

  #startSpan(event: AnyEvent, rule: SpanRuleName, startTime: number, parent: Context): OpenSpan {
    const { spanId, traceId } = event;
    const { attributes, kind, name } = describeSpan(event, rule, this.#view);
    const ids = spanId === undefined || traceId === undefined ? undefined : { spanId, traceId };
    const options = { kind: SpanKind[kind], startTime, attributes, links: this.#links(event) };
    const span = withIds(ids, () => this.#tracer.startSpan(name, options, parent));
    const given = span.spanContext();
    if (ids !== undefined && (given.spanId !== ids.spanId || given.traceId !== ids.traceId)) {
      span.setAttributes({ 'heddle.trace.id': ids.traceId, 'heddle.span.id': ids.spanId });
    }
    const open = new OpenSpan(span, rule, startTime, event.eventId);
    if (spanId !== undefined) this.#open.set(spanId, open);
    return open;
  }

  #parentOf({ parentSpanId, traceId }: AnyEvent): Context {
    return this.#contextOf(parentSpanId, traceId);
  }

  #inside({ spanId, traceId }: AnyEvent): Context {
    return this.#contextOf(spanId, traceId);
  }

  #contextOf(spanId: string | undefined, traceId: string | undefined): Context {
    if (spanId === undefined || traceId === undefined) return ROOT_CONTEXT;
    const open = this.#open.get(spanId);
    if (open !== undefined) return trace.setSpan(ROOT_CONTEXT, open.span);
    const traceFlags = TraceFlags.SAMPLED;
    const context = this.#ended.get(spanId)?.context ?? {
      traceId,
      spanId,
      traceFlags,
      isRemote: true,
    };
    return trace.setSpanContext(ROOT_CONTEXT, context);
  }

  #links({ causedByEventId }: AnyEvent): Link[] {
    const cause = causedByEventId === undefined ? undefined : this.#byEvent.get(causedByEventId);
    return cause === undefined
      ? []
      : [{ context: cause, attributes: { 'heddle.link': 'caused_by' } }];
  }
}
