import type { DeliveryDiagnostics, FlushReport } from './buffer/diagnostics.ts';
import type { Carrier } from './context/carrier.ts';
import type { Scope } from './context/scope.ts';
import type { Diagnostic } from './diagnostics.ts';
import type { Instrument } from './instrument.ts';
import type { Tracking } from './track/tracking.ts';
import type { AnyFunction } from './wrap/any-function.ts';
import type { Handle } from './wrappers/handle.ts';
import type { Noun, Wrapper } from './wrappers/wrapper-types.ts';

/**
 * One agent's instrumentation: wrappers, nouns, tracking, context and delivery. Made by
 * `createHeddle`; every method can be taken off it and passed around.
 */
export interface Heddle extends Tracking {
  readonly enabled: boolean;
  readonly agentKey: string;

  readonly withSession: Wrapper<'session'>;
  readonly withRun: Wrapper<'run'>;
  readonly withStep: Wrapper<'step'>;
  readonly withTool: Wrapper<'tool'>;
  readonly withLLM: Wrapper<'llm'>;
  readonly withMCP: Wrapper<'mcp'>;
  readonly withHandoff: Wrapper<'handoff'>;
  readonly withGuard: Wrapper<'guard'>;

  readonly session: Noun<'session'>;
  readonly run: Noun<'run'>;
  readonly step: Noun<'step'>;
  readonly tool: Noun<'tool'>;
  readonly llm: Noun<'llm'>;
  readonly mcp: Noun<'mcp'>;
  readonly handoff: Noun<'handoff'>;
  readonly guard: Noun<'guard'>;

  /** A handle on the innermost work under way; undefined outside any. */
  current(): (Handle & { readonly kind: string; readonly stepKey: string | undefined }) | undefined;
  /** A function that always runs in the scope that is active now. */
  bind<Fn extends AnyFunction>(fn: Fn): Fn;
  /**
   * Runs `fn` outside every scope. For what outlives the run that happens to create it: connection
   * pools, transports, timers. They would keep the run's context alive and work in its name.
   */
  detached<Result>(fn: () => Result): Result;
  /** Writes the active scope into a carrier (W3C `traceparent`, `tracestate`, `baggage`). */
  inject<C extends Carrier>(carrier: C): C;
  /** The scope a carrier came from; `undefined` when it carries none. Use it with `within`. */
  extract(carrier: Carrier): RemoteContext | undefined;
  /** Runs `fn` in an extracted scope: what opens inside continues the sender's trace and session. */
  within<Result>(context: RemoteContext | undefined, fn: () => Result): Result;
  /** An environment for a child process or worker, from which its own Heddle continues the scope. */
  childEnv(env?: Record<string, string | undefined>): Record<string, string | undefined>;

  /** Resolves when everything recorded so far is delivered, handed over or given up on. */
  flush(timeoutMs?: number): Promise<FlushReport>;
  /** Flushes, closes the transports and stops recording. */
  shutdown(timeoutMs?: number): Promise<FlushReport>;
  diagnostics(): HeddleDiagnostics;
  /** What a person should look at: configuration that will surprise, losses, errors. */
  doctor(): DoctorReport;

  /** The inside, for integration packages such as `@heddle/openai`; not a promise to anybody else. */
  readonly instrument: Instrument;
}

/** Where a message came from. Opaque. */
export interface RemoteContext {
  readonly scope: Scope;
}

export interface HeddleDiagnostics extends DeliveryDiagnostics {
  readonly enabled: boolean;
  /** Facts that wait for their turn to become events. */
  readonly staged: number;
  readonly internalErrors: number;
  readonly lastInternalError: Diagnostic | undefined;
}

export interface DoctorReport {
  readonly enabled: boolean;
  readonly agentKey: string;
  readonly mode: string;
  readonly guardFailureMode: string;
  readonly transports: readonly string[];
  readonly warnings: readonly string[];
  readonly diagnostics: HeddleDiagnostics;
}
