import type { AnyEvent } from '@heddle/events';
import type { ContextManager } from '../context/manager.ts';
import type { CaptureMeter } from '../event/capture.ts';
import type { Operation } from '../scopes/operation.ts';
import type { Fact } from './fact.ts';
import { factEvent } from './fact-event.ts';
import { endEvents, startEvent } from './operation-events.ts';

/** Past this many facts a burst pays for its own writing out: memory stays bounded. */
const MOST_STAGED = 4096;
/** The same bound in captured characters, roughly. */
const MOST_STAGED_SIZE = 4 * 1024 * 1024;
/** The host's loop gets its turn after this many facts. */
const FACTS_PER_TURN = 1024;

// Taken once: a host's fake timers must not hold our events back.
const nextTurn = setImmediate;

/**
 * Where facts wait, in order, until the call that made them is over. Turning a fact into an event,
 * cleaning and serialising it happens on the loop's next turn, never in the caller's time.
 */
export class Recorder {
  /** Roughly what the staged facts hold on to, in characters: captures add to it. */
  readonly meter: CaptureMeter = { size: 0 };
  readonly #context: ContextManager;
  readonly #accept: (event: AnyEvent) => void;
  readonly #guard: (work: () => void) => void;
  #staged: (Operation | Fact)[] = [];
  #scheduled = false;

  constructor(
    context: ContextManager,
    accept: (event: AnyEvent) => void,
    guard: (work: () => void) => void,
  ) {
    this.#context = context;
    this.#accept = accept;
    this.#guard = guard;
  }

  get staged(): number {
    return this.#staged.length;
  }

  /** An operation is staged twice: when it begins and when it has ended. */
  stage(fact: Operation | Fact): void {
    this.#staged.push(fact);
    if (this.#staged.length >= MOST_STAGED || this.meter.size >= MOST_STAGED_SIZE) this.drain();
    else if (!this.#scheduled) this.#schedule();
  }

  /** Writes everything out now. Safe at any time, also in an exit handler. */
  drain(): void {
    while (this.#staged.length > 0) {
      const facts = this.#staged;
      this.#staged = [];
      this.meter.size = 0;
      for (const fact of facts) this.#write(fact);
    }
  }

  #schedule(): void {
    this.#scheduled = true;
    // Outside every scope: the timer must not keep a run's context alive.
    this.#context.with(undefined, schedule, undefined, [() => this.#turn()]);
  }

  #turn(): void {
    this.#scheduled = false;
    if (this.#staged.length <= FACTS_PER_TURN) {
      this.drain();
      return;
    }
    const facts = this.#staged;
    this.#staged = facts.slice(FACTS_PER_TURN);
    for (let index = 0; index < FACTS_PER_TURN; index++) this.#write(facts[index] as Operation);
    if (this.#staged.length === 0) this.meter.size = 0;
    else if (!this.#scheduled) this.#schedule();
  }

  #write(fact: Operation | Fact): void {
    this.#guard(() => {
      if (fact.kind === 'fact') this.#accept(factEvent(fact));
      else if (fact.startEventId === undefined) this.#accept(startEvent(fact));
      else for (const event of endEvents(fact)) this.#accept(event);
    });
  }
}

function schedule(turn: () => void): void {
  nextTurn(turn).unref();
}
