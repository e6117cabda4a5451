import { SpanStatusCode, type Span } from '@opentelemetry/api';
import type { AnyEvent } from '@heddle/events';
import { describeError, describeSpan, epochMs, startOf, type SpanFact } from '../spans/describe-span.ts';
import type { SpanDescription } from '../spans/describe-span.ts';
import type { SpanRuleName } from '../semantic-conventions.ts';
import type { View } from '../spans/view.ts';

/** A span that has been started and is told by events until its ending comes. */
export class OpenSpan {
  readonly span: Span;
  readonly startMs: number;
  /** When the work was over, where that is known before its ending event comes. */
  endMs: number | undefined;

  constructor(span: Span, startMs: number) {
    this.span = span;
    this.startMs = startMs;
  }

  fact({ name, attributes, epochMs: at }: SpanFact): void {
    this.span.addEvent(name, attributes, at);
  }

  /** Tells the ending and ends the span. */
  end(event: AnyEvent, rule: SpanRuleName, view: View): SpanDescription {
    const { span, startMs } = this;
    const description = describeSpan(event, rule, view);
    const endMs = this.endMs ?? startMs + (event.durationMs ?? epochMs(event) - startOf(event));
    span.setAttributes(description.attributes);
    const error = describeError(event, description.kind, view);
    if (error !== undefined) {
      span.setAttribute('error.type', error.type);
      if (error.exception !== undefined) span.addEvent('exception', error.exception, endMs);
      span.setStatus({
        code: SpanStatusCode.ERROR,
        ...(error.message !== undefined && { message: error.message }),
      });
    }
    span.end(endMs);
    return error === undefined
      ? description
      : { ...description, attributes: { ...description.attributes, 'error.type': error.type } };
  }

  /** Nothing will be told of its ending any more. */
  giveUp(now: number): void {
    if (this.endMs === undefined) this.span.setAttribute('heddle.unfinished', true);
    this.span.end(this.endMs ?? now);
  }
}
