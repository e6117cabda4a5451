import { SpanStatusCode, type Span } from '@opentelemetry/api';
import type { AnyEvent } from '@heddle/events';
import type { SpanRuleName } from '../semantic-conventions.ts';
import {
  describeError,
  describeSpan,
  epochMs,
  type SpanDescription,
  type SpanFact,
} from '../spans/describe-span.ts';
import type { KnownSpan } from '../spans/role-of.ts';
import type { View } from '../spans/view.ts';

/** A span that has been started and is told by events until its ending comes. */
export class OpenSpan implements KnownSpan {
  readonly span: Span;
  readonly rule: SpanRuleName;
  readonly startMs: number;
  startEventId: string | undefined;
  /** When live work was over: known before its ending event comes. */
  endMs: number | undefined;
  readonly live: boolean;

  constructor(span: Span, rule: SpanRuleName, startMs: number, startEventId?: string) {
    this.span = span;
    this.rule = rule;
    this.startMs = startMs;
    this.startEventId = startEventId;
    this.live = startEventId === undefined;
  }

  fact({ name, attributes, epochMs: at }: SpanFact): void {
    this.span.addEvent(name, attributes, at);
  }

  /** Tells the ending and ends the span. The description holds what became its attributes. */
  end(event: AnyEvent, view: View): SpanDescription {
    const { span, startMs } = this;
    const described = describeSpan(event, this.rule, view);
    const { attributes, kind } = described;
    const endMs =
      this.endMs ?? startMs + (event.durationMs ?? Math.max(0, epochMs(event) - startMs));
    const error = describeError(event, kind, view);
    if (error !== undefined) {
      attributes['error.type'] = error.type;
      if (error.exception !== undefined) span.addEvent('exception', error.exception, endMs);
      span.setStatus({
        code: SpanStatusCode.ERROR,
        ...(error.message !== undefined && { message: error.message }),
      });
    }
    span.setAttributes(attributes);
    span.end(endMs);
    return described;
  }

  /** Nothing will be told of its ending any more. */
  giveUp(now: number): void {
    if (this.endMs === undefined) this.span.setAttribute('heddle.unfinished', true);
    this.span.end(this.endMs ?? now);
  }
}
