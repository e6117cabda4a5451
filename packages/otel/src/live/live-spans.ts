import {
  SpanKind,
  context,
  trace,
  type Context,
  type Link,
  type Span,
  type SpanContext,
  type Tracer,
} from '@opentelemetry/api';
import type { Companion, Scope, WorkIdentity } from '@heddle/core';
import { KIND_EVENTS, type Operation } from '@heddle/core/integration';
import type { AnyEvent } from '@heddle/events';
import type { SpanWriter } from '../api/span-writer.ts';
import { describeSpan, partOf } from '../spans/describe-span.ts';
import type { View } from '../spans/view.ts';
import { AMBIENT, scopeIn } from './otel-context-manager.ts';

/**
 * Starts a span when work begins, so that it is current while the host's code runs and decides the
 * ids; what it says beside names comes from the events, which are redacted.
 */
export class LiveSpans implements Companion {
  readonly #tracer: Tracer;
  readonly #writer: SpanWriter;
  readonly #view: View;
  readonly #spans = new WeakMap<Scope, Span>();

  constructor(tracer: Tracer, writer: SpanWriter, view: View) {
    this.#tracer = tracer;
    this.#writer = writer;
    // Samplers go by names, never by payloads.
    this.#view = { ...view, content: false };
  }

  /** The span of a scope, or of the one that it stands for. */
  readonly spanOf = (scope: Scope): Span | undefined => {
    const { held } = scope as { readonly held?: Scope };
    return this.#spans.get(held ?? scope);
  };

  begin(work: Operation, startTime: number): WorkIdentity | undefined {
    if (work.kind === 'session') return undefined;
    const around = this.#around(work);
    const begun = beginning(work);
    const part = partOf(begun);
    if (part.part !== 'start') return undefined;
    const { attributes, kind, name } = describeSpan(begun, part.span, this.#view, true);
    const links = ambientLinks(around);
    const span = this.#tracer.startSpan(
      name,
      { kind: SpanKind[kind], startTime, attributes, links },
      around,
    );
    const given = span.spanContext();
    // Without an SDK the API hands out the parent's own span, or one that is none.
    if (!trace.isSpanContextValid(given) || given.spanId === activeSpanId(around)) return undefined;
    this.#spans.set(work, span);
    this.#writer.adopt(given.spanId, span, part.span, startTime);
    return { traceId: given.traceId, spanId: given.spanId };
  }

  end(work: Operation, epochMs: number): void {
    if (this.#spans.has(work)) this.#writer.expectEnd(work.spanId, epochMs);
  }

  told(event: AnyEvent): void {
    this.#writer.tell(event);
  }

  settle(): void {
    this.#writer.settle();
  }

  /** Work that was begun in somebody's name has its parent there, not where it was begun. */
  #around({ parent }: Operation): Context {
    const active = context.active();
    if (parent === undefined || scopeIn(active) === parent) return active;
    const span = this.spanOf(parent);
    return span === undefined ? active : trace.setSpan(active, span);
  }
}

/** As much of the first event as is known before it is written. */
function beginning({ facts, instrument, kind, run }: Operation): AnyEvent {
  return {
    type: KIND_EVENTS[kind].started,
    agentKey: run?.agentKey ?? instrument.agent.key,
    ...facts,
  } as unknown as AnyEvent;
}

function ambientLinks(around: Context): Link[] {
  const ambient = around.getValue(AMBIENT) as SpanContext | undefined;
  return ambient === undefined ? [] : [{ context: ambient, attributes: { 'heddle.link': 'ambient' } }];
}

function activeSpanId(around: Context): string | undefined {
  return trace.getSpanContext(around)?.spanId;
}
