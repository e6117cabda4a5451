import type { AgentEventType, ErrorFacts, Outcome } from '@heddle/events';
import type { RunState, Scope, SessionState, StepState } from '../context/scope.ts';
import type { Instrument } from '../instrument.ts';
import type { Watch } from '../wrap/watch.ts';
import { isCancellation } from './cancellation.ts';
import type { WorkIdentity } from './companion.ts';
import { totalsOf, type EndTotals } from './end-totals.ts';
import { recordType, type WorkKind } from './kinds.ts';
import type { Work, WorkDetails, WorkFacts } from './work.ts';

const ABANDONED: ErrorFacts = {
  name: 'Abandoned',
  message: 'It was let go of before it ended: nobody can see its end.',
};

/** Items of a stream that are kept as its output; the rest is counted. */
const KEPT_ITEMS = 100;

/**
 * One piece of work under way. The one object of a wrapped call: it is the context its callees
 * see, their parent, and the source of its events. Those are written out later, off the call's
 * path; what is fixed here and now is their order, their time and a copy of what the host may
 * change.
 */
export class Operation implements Scope, Watch {
  readonly instrument: Instrument;
  readonly work: Work;
  readonly kind: WorkKind;
  readonly facts: WorkFacts;
  readonly parent: Scope | undefined;
  readonly run: RunState | undefined;
  readonly session: SessionState | undefined;
  readonly step: StepState | undefined;
  readonly recording: boolean;

  readonly startedAt: number;
  readonly startSequence: number;
  readonly startSessionSequence: number;
  /** Written when the beginning is written out: what the ending points back to. */
  startEventId: string | undefined;
  input: unknown;

  endedAt: number;
  endSequence: number;
  endSessionSequence: number;
  outcome: Outcome | undefined;
  output: unknown;
  error: ErrorFacts | undefined;
  details: WorkDetails | undefined;
  items: unknown[] | undefined;
  itemCount: number;
  brokenOff: boolean;
  /** The raw arguments, while the call lasts: an abort signal among them tells a cancellation. */
  args: readonly unknown[] | undefined;
  spanNumber: string;
  /** What a run or session added up to when it ended; what comes late is not in it. */
  totals: EndTotals | undefined;

  constructor(
    instrument: Instrument,
    work: Work,
    facts: WorkFacts,
    parent: Scope | undefined,
    run: RunState | undefined,
    session: SessionState | undefined,
    step: StepState | undefined,
    args: readonly unknown[],
    input: unknown,
  ) {
    this.instrument = instrument;
    this.work = work;
    this.kind = work.kind;
    this.facts = facts;
    this.parent = parent;
    this.run = run;
    this.session = session;
    this.step = step;
    this.recording = run === undefined || run.sampled;
    this.startEventId = undefined;
    this.input = input;
    this.endedAt = 0;
    this.endSequence = 0;
    this.endSessionSequence = 0;
    this.outcome = undefined;
    this.output = undefined;
    this.error = undefined;
    this.details = undefined;
    this.items = undefined;
    this.itemCount = 0;
    this.brokenOff = false;
    this.args = args;
    this.spanNumber = '';
    this.totals = undefined;
    this.startedAt = instrument.clock.now();
    if (this.recording) {
      instrument.accompany(this);
      this.startSequence = run === undefined ? 0 : ++run.sequence;
      this.startSessionSequence = session === undefined ? 0 : ++session.clock;
      instrument.recorder.stage(this);
    } else {
      this.startSequence = 0;
      this.startSessionSequence = 0;
      instrument.countSampled(1);
    }
  }

  /** Made on first need: most calls have no children and are never asked before they are written. */
  get spanId(): string {
    if (this.spanNumber === '') this.spanNumber = this.instrument.ids.spanId();
    return this.spanNumber;
  }

  /** The type of the second ending event, once it is known how the work ended. */
  get recordType(): AgentEventType | undefined {
    return recordType(this.kind, this.facts.mcp?.['method'], this.outcome === 'completed');
  }

  /** Takes over the ids under which a companion tells of the same work. */
  identify({ traceId, spanId }: WorkIdentity): void {
    this.spanNumber = spanId;
    if (this.kind === 'run' && this.run !== undefined) this.run.traceId = traceId;
  }

  enter(target: (...args: never[]) => unknown, self: unknown, args: readonly unknown[]): unknown {
    return this.instrument.context.with(this, target, self, args);
  }

  complete(value: unknown): void {
    if (this.outcome !== undefined) return;
    const { work } = this;
    if (work.result !== undefined) this.#readResult(value);
    if (work.captureOutput !== 'none') {
      this.output = this.instrument.capture(value, work.captureOutput);
    }
    if (work.failure !== undefined) {
      this.error = this.instrument.guard(() => work.failure?.(value));
    }
    this.#end(this.error === undefined ? 'completed' : 'failed');
  }

  /** `cancelled` is for clients whose own error stands for the abort that somebody wished. */
  fail(
    error: unknown,
    cancelled: boolean = isCancellation(error, this.facts.signal, this.args, this.work.wrapsAbort),
  ): void {
    if (this.outcome !== undefined) return;
    this.error = this.instrument.errorFacts(error);
    // Counted before the run's totals are drawn up, said after its ending.
    const isNews = this.kind === 'run' && this.instrument.countError(error, this);
    this.#end(cancelled ? 'cancelled' : 'failed');
    if (isNews) this.instrument.sayError(this.error, this);
  }

  /** The gate refused: the host's function was never called. */
  block(error: unknown): void {
    if (this.outcome !== undefined) return;
    this.error = this.instrument.errorFacts(error);
    this.#end('blocked');
  }

  item(value: unknown): void {
    if (this.outcome !== undefined) return;
    this.itemCount++;
    const { work } = this;
    const ending = work.lastWord && this.instrument.guard(() => work.lastWord?.(value));
    if (ending !== undefined) {
      if ('error' in ending) this.fail(ending.error);
      else this.complete(ending.value);
    } else if (work.captureOutput === 'full' && this.itemCount <= KEPT_ITEMS) {
      (this.items ??= []).push(this.instrument.capture(value, 'full'));
    }
  }

  endStream(how: 'end' | 'break', value?: unknown): void {
    if (this.outcome !== undefined) return;
    this.brokenOff = how === 'break';
    if (value !== undefined && this.work.captureOutput !== 'none') {
      this.output = this.instrument.capture(value, this.work.captureOutput);
    }
    this.#end('completed');
  }

  abandon(): void {
    if (this.outcome !== undefined) return;
    this.error = ABANDONED;
    this.#end('abandoned');
  }

  /** Adds to what the ending will say. Ignored once it has ended. */
  record(details: WorkDetails): void {
    if (this.outcome === undefined) this.details = { ...this.details, ...details };
  }

  #readResult(value: unknown): void {
    this.instrument.guard(() => {
      const details = this.work.result?.(value);
      if (details !== undefined) this.record({ ...details, ...this.details });
    });
  }

  #end(outcome: Outcome): void {
    const { instrument, run, session } = this;
    this.outcome = outcome;
    this.endedAt = instrument.clock.now();
    this.args = undefined;
    const events = this.recordType === undefined ? 1 : 2;
    instrument.tally(this);
    this.totals = totalsOf(this);
    const { observer } = this.work;
    if (observer !== undefined) instrument.guard(() => observer.ended(this));
    if (!this.recording) {
      instrument.countSampled(events);
      return;
    }
    if (run !== undefined) {
      this.endSequence = run.sequence + 1;
      run.sequence += events;
    }
    if (session !== undefined) {
      this.endSessionSequence = session.clock + 1;
      session.clock += events;
    }
    instrument.recorder.stage(this);
    instrument.part(this);
  }
}
