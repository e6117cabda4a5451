import { getBaggage, setBaggage } from './baggage.ts';
import type { Scope } from './scope.ts';
import { sessionState } from './shared-state.ts';
import { formatTraceparent, parseTraceparent } from './traceparent.ts';

/** A bag of strings that travels with a message: HTTP headers, MCP `_meta`, an environment. */
export type Carrier = Record<string, unknown>;

/** Heddle's member of `tracestate`; a vendor key of W3C Trace Context. */
const VENDOR = 'heddle';
const RUN = 'heddle.run.id';
const SESSION = 'heddle.session.id';
const CLOCK = 'heddle.session.clock';
const AGENT = 'heddle.agent.key';
const ENVIRONMENT = 'heddle.environment';

/**
 * Writes the scope into a carrier: `traceparent`, Heddle's member of `tracestate`, and `baggage`
 * with the run, the session and the session's clock. What others put there stays.
 */
export function injectScope<C extends Carrier>(scope: Scope | undefined, carrier: C): C {
  if (scope === undefined) return carrier;
  const bag = carrier as Carrier;
  const { run, session } = scope;
  if (run !== undefined) {
    const { traceId, sampled } = run;
    bag['traceparent'] = formatTraceparent({ traceId, spanId: scope.spanId, sampled });
    bag['tracestate'] = withVendor(text(bag, 'tracestate'), scope.spanId);
  }
  const entries: Record<string, string> = {};
  if (run !== undefined) {
    entries[RUN] = run.id;
    entries[AGENT] = run.agentKey;
    if (run.environment !== undefined) entries[ENVIRONMENT] = run.environment;
  }
  if (session !== undefined) {
    entries[SESSION] = session.id;
    entries[CLOCK] = String(session.clock);
  }
  if (Object.keys(entries).length > 0) bag['baggage'] = setBaggage(text(bag, 'baggage'), entries);
  return carrier;
}

/**
 * The scope that a carrier came from, for this process to continue: same trace, same session, and
 * a session clock that is never behind the sender's. Undefined when the carrier tells nothing.
 */
export function extractScope(carrier: Carrier): Scope | undefined {
  const parent = parseTraceparent(text(carrier, 'traceparent') ?? '');
  const baggage = text(carrier, 'baggage');
  const sessionId = getBaggage(baggage, SESSION);
  if (parent === undefined && sessionId === undefined) return undefined;
  const runId = getBaggage(baggage, RUN);
  const ours = parent !== undefined && vendorSpanId(text(carrier, 'tracestate')) === parent.spanId;
  const clock = Number(getBaggage(baggage, CLOCK) ?? 0);
  const session =
    sessionId === undefined
      ? undefined
      : sessionState(sessionId, Number.isSafeInteger(clock) && clock > 0 ? clock : 0);
  return {
    kind: 'remote',
    parent: undefined,
    run: undefined,
    session,
    step: undefined,
    spanId: parent?.spanId ?? '',
    remote:
      parent === undefined
        ? undefined
        : {
            traceId: parent.traceId,
            sampled: ours ? parent.sampled : undefined,
            runId,
            agentKey: getBaggage(baggage, AGENT),
            environment: getBaggage(baggage, ENVIRONMENT),
          },
  };
}

/** Header names are case-insensitive, and a header may be given as a list. */
function text(carrier: Carrier, name: string): string | undefined {
  const value = carrier[name] ?? carrier[name.toUpperCase()] ?? headerLike(carrier, name);
  const first: unknown = Array.isArray(value) ? value.join(',') : value;
  return typeof first === 'string' ? first : undefined;
}

function headerLike(carrier: Carrier, name: string): unknown {
  const get = carrier['get'];
  if (typeof get === 'function') return (get as (key: string) => unknown).call(carrier, name);
  for (const key of Object.keys(carrier)) if (key.toLowerCase() === name) return carrier[key];
  return undefined;
}

/** The span that a Heddle was in when it last wrote `traceparent`. Another tracer may have, since. */
function vendorSpanId(tracestate: string | undefined): string | undefined {
  const member = tracestate?.split(',').find((one) => one.trim().startsWith(`${VENDOR}=`));
  return member?.trim().slice(VENDOR.length + 1);
}

/** Our member goes first, as the specification asks of whoever changes the list; 32 members at most. */
function withVendor(tracestate: string | undefined, spanId: string): string {
  const others = (tracestate ?? '')
    .split(',')
    .map((member) => member.trim())
    .filter((member) => member !== '' && !member.startsWith(`${VENDOR}=`));
  return [`${VENDOR}=${spanId}`, ...others].slice(0, 32).join(',');
}
