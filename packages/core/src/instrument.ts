import type { AnyEvent, ErrorFacts, Json, JsonObject } from '@heddle/events';
import type { ContextManager } from './context/manager.ts';
import type { Scope } from './context/scope.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { Capture } from './event/capture.ts';
import type { Clock } from './event/clock.ts';
import type { Ids } from './event/ids.ts';
import type { Gatekeeper, InferAction } from './gate/gatekeeper.ts';
import type { Recorder } from './record/recorder.ts';
import type { Companion } from './scopes/companion.ts';
import type { Operation } from './scopes/operation.ts';
import { tally, type CostOf } from './scopes/tally.ts';
import type { CaptureMode, CaptureOption } from './scopes/work.ts';

/** Who is speaking: the agent and the process. */
export interface AgentIdentity {
  readonly key: string;
  readonly id?: string;
  readonly versionId?: string;
  readonly environment?: string;
}

/** What to do with wrapped work that is called outside any run. */
export type OutsideRun = 'run' | 'bare' | 'ignore';

/** What a Heddle is furnished with, once, when it is created. */
export interface Furnishing {
  readonly agent: AgentIdentity;
  readonly instanceId: string;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly context: ContextManager;
  readonly diagnostics: Diagnostics;
  readonly gate: Gatekeeper;
  readonly outsideRun: OutsideRun;
  readonly captureDefault: CaptureOption;
  /** Absent when nobody asked for guesses. */
  readonly inferAction: InferAction | undefined;
  readonly sample: (traceId: string) => boolean;
  readonly costOf: CostOf | undefined;
  readonly captureValue: Capture;
  readonly captureSummary: (value: unknown) => Json;
  readonly redact: (value: Json) => Json;
  readonly errorFacts: (error: unknown) => ErrorFacts;
  readonly countSampled: (events: number) => void;
  readonly companion: Companion | undefined;
}

/**
 * The inside of a Heddle: what operations and wrappers talk to. One per `createHeddle`.
 */
export class Instrument {
  readonly furnishing: Furnishing;
  readonly agent: AgentIdentity;
  readonly instanceId: string;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly context: ContextManager;
  readonly diagnostics: Diagnostics;
  readonly recorder: Recorder;
  /** Sends an event that is whole already: through the pipeline and out. */
  readonly send: (event: AnyEvent) => void;
  #wallOffset = Number.NaN;
  #wallOffsetAt = Number.NEGATIVE_INFINITY;

  constructor(furnishing: Furnishing, recorder: Recorder, send: (event: AnyEvent) => void) {
    this.furnishing = furnishing;
    this.agent = furnishing.agent;
    this.instanceId = furnishing.instanceId;
    this.clock = furnishing.clock;
    this.ids = furnishing.ids;
    this.context = furnishing.context;
    this.diagnostics = furnishing.diagnostics;
    this.recorder = recorder;
    this.send = send;
  }

  guard<Result>(work: () => Result): Result | undefined {
    return this.diagnostics.guard(work);
  }

  capture(value: unknown, mode: CaptureMode): unknown {
    if (mode === 'none' || value === undefined) return undefined;
    try {
      if (mode === 'summary') return this.furnishing.captureSummary(value);
      return this.furnishing.captureValue(value, this.recorder.meter);
    } catch (error) {
      this.diagnostics.report('internal_error', 'A value could not be captured.', error);
      return '[unreadable]';
    }
  }

  errorFacts(error: unknown): ErrorFacts {
    return (
      this.guard(() => this.furnishing.errorFacts(error)) ?? {
        name: 'Error',
        message: '[unreadable]',
      }
    );
  }

  /** Lets a companion begin its own account of the work, under ids that both share. */
  accompany(operation: Operation): void {
    const { companion } = this.furnishing;
    if (companion === undefined) return;
    this.guard(() => {
      const identity = companion.begin(operation, this.wallAt(operation.startedAt));
      if (identity !== undefined) operation.identify(identity);
    });
  }

  /** The work is over; the companion learns when. */
  part(operation: Operation): void {
    const { companion } = this.furnishing;
    if (companion === undefined) return;
    this.guard(() => companion.end(operation, this.wallAt(operation.endedAt)));
  }

  countSampled(events: number): void {
    this.furnishing.countSampled(events);
  }

  tally(operation: Operation): void {
    this.guard(() => tally(operation, this.furnishing));
  }

  /**
   * The wall time of a monotonic moment. The offset between the clocks is read again every second,
   * so a corrected wall clock shows, and a call that spans the correction keeps its duration.
   */
  wallAt(moment: number): number {
    const now = this.clock.now();
    if (!(now - this.#wallOffsetAt < 1000)) {
      this.#wallOffset = this.clock.wall() - now;
      this.#wallOffsetAt = now;
    }
    return moment + this.#wallOffset;
  }

  /** Records something that happens now, in `scope`. Returns its event id when one was asked for. */
  emit(type: string, scope: Scope | undefined, fields: JsonObject, eventId?: string): void {
    const run = scope?.run;
    const session = scope?.session;
    if (run !== undefined && !run.sampled) {
      this.countSampled(1);
      return;
    }
    this.recorder.stage({
      kind: 'fact',
      instrument: this,
      type,
      scope,
      at: this.clock.now(),
      sequence: run === undefined ? 0 : ++run.sequence,
      sessionSequence: session === undefined ? 0 : ++session.clock,
      fields,
      ...(eventId !== undefined && { eventId }),
    });
  }

  /** `agent.error`: once per error object and run, wherever on its way up it is met first. */
  reportError(
    error: unknown,
    facts: ErrorFacts,
    scope: Scope | undefined,
    fields: JsonObject = {},
  ): void {
    if (this.countError(error, scope)) this.sayError(facts, scope, fields);
  }

  /** Counts an error in its run; false when this run has counted the same error object before. */
  countError(error: unknown, scope: Scope | undefined): boolean {
    const run = scope?.run;
    if (run === undefined) return true;
    if (typeof error === 'object' && error !== null) {
      if (run.reported.has(error)) return false;
      run.reported.add(error);
    }
    run.totals.errors++;
    return true;
  }

  sayError(facts: ErrorFacts, scope: Scope | undefined, fields: JsonObject = {}): void {
    this.emit('agent.error', scope, { error: facts as unknown as Json, ...fields });
  }
}
