import type { RemoteContext } from '../heddle.ts';
import type { Instrument } from '../instrument.ts';
import { activeScope } from '../scopes/begin.ts';
import type { AnyFunction } from '../wrap/any-function.ts';
import { OperationHandle } from '../wrappers/handle.ts';
import { extractScope, injectScope, type Carrier } from './carrier.ts';
import type { Scope } from './scope.ts';
import { sharedState } from './shared-state.ts';

/** A scope that is none: what runs in it belongs to nobody, not even to the process's own parent. */
const DETACHED: Scope = {
  kind: 'detached',
  parent: undefined,
  run: undefined,
  session: undefined,
  step: undefined,
  spanId: '',
};

/** The names OpenTelemetry gives to carriers in an environment. */
const CARRIED = ['traceparent', 'tracestate', 'baggage'] as const;

/** The context part of a Heddle. */
export function createContextApi(instrument: Instrument, enabled: boolean) {
  const { context } = instrument;
  const inScope = <Result>(scope: Scope | undefined, fn: () => Result): Result =>
    context.with(scope, fn, undefined, []);
  return {
    current() {
      const scope = activeScope(instrument);
      if (scope === undefined || !enabled) return undefined;
      const handle = new OperationHandle(instrument, scope);
      return Object.assign(handle, { kind: scope.kind as string, stepKey: scope.step?.key });
    },
    bind<Fn extends AnyFunction>(fn: Fn): Fn {
      const scope = context.active();
      if (!enabled || scope === undefined) return fn;
      return new Proxy(fn, {
        apply: (target, self, args) => context.with(scope, target, self, args),
      });
    },
    detached: <Result>(fn: () => Result): Result => (enabled ? inScope(DETACHED, fn) : fn()),
    inject: <C extends Carrier>(carrier: C): C =>
      enabled ? injectScope(activeScope(instrument), carrier) : carrier,
    extract(carrier: Carrier): RemoteContext | undefined {
      const scope = enabled ? instrument.guard(() => extractScope(carrier)) : undefined;
      return scope === undefined ? undefined : { scope };
    },
    within: <Result>(remote: RemoteContext | undefined, fn: () => Result): Result =>
      enabled && remote !== undefined ? inScope(remote.scope, fn) : fn(),
    childEnv(env: Record<string, string | undefined> = process.env) {
      const carrier: Carrier = {};
      if (enabled) injectScope(activeScope(instrument), carrier);
      const copy = { ...env };
      for (const name of CARRIED) {
        const value = carrier[name];
        if (typeof value === 'string') copy[name.toUpperCase()] = value;
      }
      return copy;
    },
  };
}

/** Continues the scope that the process was started in, when its environment carries one of ours. */
export function adoptEnvironment(env: Readonly<Record<string, string | undefined>>): void {
  const state = sharedState();
  if (state.ambient !== undefined || env['TRACEPARENT'] === undefined) return;
  const carrier: Carrier = {};
  for (const name of CARRIED) carrier[name] = env[name.toUpperCase()];
  const scope = extractScope(carrier);
  // A build server's own TRACEPARENT is none of our business.
  if (scope?.remote?.runId !== undefined || scope?.session !== undefined) state.ambient = scope;
}
