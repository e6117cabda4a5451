import {
  ROOT_CONTEXT,
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
import { AMBIENT, remoteContext, scopeIn } from './otel-context-manager.ts';

/**
 * Starts a span when work begins, so that it is current while the host's code runs and decides the
 * ids; what it says beside names comes from the events, which are redacted.
 */
export class LiveSpans implements Companion {
  readonly #tracer: Tracer;
  readonly #writer: SpanWriter;
  readonly #view: View;
  readonly #isIsolated: () => boolean;
  readonly #spans = new WeakMap<Scope, Span>();

  constructor(tracer: Tracer, writer: SpanWriter, view: View, isIsolated: () => boolean) {
    this.#tracer = tracer;
    this.#writer = writer;
    // Samplers go by names, never by payloads.
    this.#view = { ...view, content: false };
    this.#isIsolated = isIsolated;
  }

  /** The span of a scope, or of the one that it stands for. */
  readonly spanOf = (scope: Scope): Span | undefined => {
    const { held } = scope as { readonly held?: Scope };
    return this.#spans.get(held ?? scope);
  };

  begin(work: Operation, startTime: number): WorkIdentity | undefined {
    if (work.kind === 'session') return undefined;
    const isolated = this.#isIsolated();
    const around = isolated ? this.#alone(work) : this.#around(work);
    const begun = beginning(work);
    const part = partOf(begun);
    if (part.part !== 'start') return undefined;
    const { attributes, kind, name } = describeSpan(begun, part.span, this.#view, true);
    const ambient = isolated ? trace.getSpanContext(context.active()) : around.getValue(AMBIENT);
    const links =
      isolated && trace.getSpanContext(around) !== undefined ? [] : ambientLinks(ambient);
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
    if (!this.#spans.has(work)) return;
    this.#writer.expectEnd(work.spanId, epochMs);
    // The span around may end as soon as the host's code goes on: what is inside ends before.
    if (work.kind === 'run' && work.parent?.run === undefined) work.instrument.recorder.drain();
  }

  told(event: AnyEvent): void {
    this.#writer.tell(event);
  }

  settle(): void {
    this.#writer.settle();
  }

  /** Only our own spans are around: the nearest one that there is, or the message's. */
  #alone({ parent }: Operation): Context {
    for (let scope = parent; scope !== undefined; scope = scope.parent) {
      const span = this.spanOf(scope);
      if (span !== undefined) return trace.setSpan(ROOT_CONTEXT, span);
      if (scope.remote !== undefined) return remoteContext(ROOT_CONTEXT, scope);
    }
    return ROOT_CONTEXT;
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

function ambientLinks(ambient: unknown): Link[] {
  if (ambient === undefined) return [];
  return [{ context: ambient as SpanContext, attributes: { 'heddle.link': 'ambient' } }];
}

function activeSpanId(around: Context): string | undefined {
  return trace.getSpanContext(around)?.spanId;
}
