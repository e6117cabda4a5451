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
  isIsolated: () => boolean = () => false,
): ContextManager {
  const standIn = asyncLocalStorageContextManager();
  let registered = false;
  // Nobody can ask the API whether there is a context manager: it is tried.
  const isRegistered = (): boolean =>
    (registered ||= context.with(
      ROOT_CONTEXT.setValue(PROBE, true),
      () => context.active().getValue(PROBE) === true,
    ));
  return {
    name: 'opentelemetry',
    active: () => scopeIn(context.active()) ?? standIn.active(),
    foreignParent: (parent) => (isIsolated() ? undefined : foreignParent(context.active(), parent)),
    with(scope, target, self, args) {
      if (!isRegistered()) return standIn.with(scope, target, self, args);
      const around = context.active();
      const entered = isIsolated()
        ? enterAlone(around, scope)
        : enter(around, scope, spanOf, baggage);
      return context.with(entered, apply as never, undefined, target, self, args) as never;
    },
  };
}

export function scopeIn(active: Context): Scope | undefined {
  return active.getValue(SCOPE) as Scope | undefined;
}

/** The scope, and nothing that the host's tracing would see. */
function enterAlone(around: Context, scope: Scope | undefined): Context {
  return scope === undefined ? SUPPRESSED : around.setValue(SCOPE, scope);
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
function continueRemote(entered: Context, scope: Scope): Context {
  const ambient = trace.getSpanContext(entered);
  if (scope.remote === undefined || ambient?.spanId === scope.spanId) return entered;
  const continued = remoteContext(entered, scope);
  return ambient === undefined ? continued : continued.setValue(AMBIENT, ambient);
}

/** The span that a message came from, as the one that is active. */
export function remoteContext(around: Context, { remote, spanId }: Scope): Context {
  const traceId = remote?.traceId ?? '';
  const traceFlags = TraceFlags.SAMPLED;
  return trace.setSpanContext(around, { traceId, spanId, traceFlags, isRemote: true });
}

/** Inside these, who we are is not what it was outside. */
function carriesIdentity({ kind }: Scope): boolean {
  return kind === 'run' || kind === 'session' || kind === 'remote';
}
