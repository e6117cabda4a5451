import { propagation, trace, type Context } from '@opentelemetry/api';
import { extractScope, type Scope } from '@heddle/core/integration';

/**
 * The OpenTelemetry span that the code is running in, as the parent of a run: its trace is
 * continued, and the run and session that its baggage names.
 */
export function foreignParent(context: Context, parent: Scope | undefined): Scope | undefined {
  const span = trace.getSpanContext(context);
  if (span === undefined || !trace.isSpanContextValid(span)) return undefined;
  const baggage = propagation.getBaggage(context)?.getAllEntries() ?? [];
  const members = baggage.map(([name, { value }]) => `${name}=${encodeURIComponent(value)}`);
  const scope = extractScope({
    // Whether OpenTelemetry samples this trace is no decision of ours.
    traceparent: `00-${span.traceId}-${span.spanId}-01`,
    ...(members.length > 0 && { baggage: members.join(',') }),
  });
  if (scope === undefined || parent === undefined) return scope;
  return { ...scope, parent, session: parent.session ?? scope.session };
}
