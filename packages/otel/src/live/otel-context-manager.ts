import {
  ROOT_CONTEXT,
  context,
  createContextKey,
  propagation,
  trace,
  TraceFlags,
  type Context,
  type Span,
} from '@opentelemetry/api';
import { asyncLocalStorageContextManager, type ContextManager, type Scope } from '@heddle/core';
import { foreignParent } from './foreign-parent.ts';
import { HeddleBaggage } from './heddle-baggage.ts';
import { SUPPRESSED } from './suppressed.ts';

export interface OtelContextManagerOptions {
  /**
   * Whether the host's propagators carry run and session to whoever is called (as W3C baggage,
   * beside the host's own). `true`; they are ids, and go wherever the host sends its baggage.
   */
  readonly baggage?: boolean;
}

/** Heddle's place in an OpenTelemetry context. Shared by every copy of this package. */
const SCOPE = createContextKey('heddle.scope.v1');
/** The span around a message that brought a parent of its own: linked, not lost. */
export const AMBIENT: symbol = createContextKey('heddle.ambient.v1');
const PROBE = createContextKey('heddle.probe');

const apply = Reflect.apply;

/**
 * Keeps the run, step and tool in the OpenTelemetry context, so that one propagation serves both:
 * what the host carries with `context.with` and `context.bind` carries ours along. An OpenTelemetry
 * span that is active where a run begins is its parent.
 *
 * Until the host has registered a context manager with OpenTelemetry, an AsyncLocalStorage stands
 * in for it.
 *
 * @example
 * createHeddle({ context: otelContextManager() });
 */
export function otelContextManager(options: OtelContextManagerOptions = {}): ContextManager {
  return contextManagerWithSpans(options, () => undefined);
}

/** The same, where code that runs in a scope finds its span active. */
export function contextManagerWithSpans(
  { baggage = true }: OtelContextManagerOptions,
  spanOf: (scope: Scope) => Span | undefined,
): ContextManager {
  const standIn = asyncLocalStorageContextManager();
  let registered = false;
  // Nobody can ask the API whether there is a context manager: it is tried.
  const isRegistered = (): boolean =>
    (registered ||= context.with(ROOT_CONTEXT.setValue(PROBE, true), () => context.active().getValue(PROBE) === true));
  return {
    name: 'opentelemetry',
    active: () => scopeIn(context.active()) ?? standIn.active(),
    foreignParent: (parent) => foreignParent(context.active(), parent),
    with(scope, target, self, args) {
      if (!isRegistered()) return standIn.with(scope, target, self, args);
      const entered = enter(context.active(), scope, spanOf, baggage);
      return context.with(entered, apply as never, undefined, target, self, args) as never;
    },
  };
}

export function scopeIn(active: Context): Scope | undefined {
  return active.getValue(SCOPE) as Scope | undefined;
}

function enter(
  around: Context,
  scope: Scope | undefined,
  spanOf: (scope: Scope) => Span | undefined,
  baggage: boolean,
): Context {
  if (scope === undefined) return SUPPRESSED;
  if (scope.kind === 'detached') return ROOT_CONTEXT.setValue(SCOPE, scope);
  let entered = around.setValue(SCOPE, scope);
  const span = spanOf(scope);
  if (span !== undefined) entered = trace.setSpan(entered, span);
  else if (scope.kind === 'remote') entered = continueRemote(entered, scope);
  if (baggage && carriesIdentity(scope)) {
    const carried = new HeddleBaggage(scope, propagation.getBaggage(around));
    entered = propagation.setBaggage(entered, carried);
  }
  return entered;
}

/** A message says where it comes from; what happened to deliver it is only linked. */
function continueRemote(entered: Context, { remote, spanId }: Scope): Context {
  const ambient = trace.getSpanContext(entered);
  if (remote === undefined || ambient?.spanId === spanId) return entered;
  const { traceId } = remote;
  const parent = { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true };
  const continued = trace.setSpanContext(entered, parent);
  return ambient === undefined ? continued : continued.setValue(AMBIENT, ambient);
}

/** Inside these, who we are is not what it was outside. */
function carriesIdentity({ kind }: Scope): boolean {
  return kind === 'run' || kind === 'session' || kind === 'remote';
}
