import { asyncLocalStorageContextManager } from './async-local-storage.ts';
import type { ContextManager } from './manager.ts';
import type { Scope, SessionState } from './scope.ts';
import { emptyTotals } from './totals.ts';

/**
 * What every copy of this package in one process shares (ESM and CJS, two versions): one context,
 * one session clock, one notion of what is wrapped. The number in the key changes when the shapes
 * in `scope.ts` can no longer be read by an older copy.
 */
const KEY = Symbol.for('heddle.state.v1');

/** Sessions whose clock is remembered after they end, so that the next run goes on counting. */
const REMEMBERED_SESSIONS = 10_000;

interface SharedState {
  readonly manager: ContextManager;
  readonly sessions: Map<string, SessionState>;
  /** Runs that have not ended, by id, for events that name theirs. Never keeps one alive. */
  readonly runs: Map<string, WeakRef<Scope>>;
  /** Wrapped function → the kinds of wrapper around it and what they wrap. */
  readonly wrapped: WeakMap<object, WrappedMark>;
  /** The scope this process was started in by another, through its environment. */
  ambient: Scope | undefined;
}

export interface WrappedMark {
  readonly target: object;
  readonly kinds: readonly string[];
}

export function sharedState(): SharedState {
  const holder = globalThis as { [KEY]?: SharedState };
  const existing = holder[KEY];
  if (existing !== undefined) return existing;
  const state: SharedState = {
    manager: asyncLocalStorageContextManager(),
    sessions: new Map(),
    runs: new Map(),
    wrapped: new WeakMap(),
    ambient: undefined,
  };
  Object.defineProperty(holder, KEY, { value: state });
  return state;
}

/**
 * The state of a session in this process, made on first sight. `seenClock` is the number that came
 * with a message from elsewhere: the clock never runs behind it (Lamport).
 */
export function sessionState(id: string, seenClock = 0): SessionState {
  const { sessions } = sharedState();
  let session = sessions.get(id);
  if (session === undefined) {
    session = { id, clock: 0, totals: emptyTotals() };
    if (sessions.size >= REMEMBERED_SESSIONS) {
      const oldest = sessions.keys().next();
      if (!oldest.done) sessions.delete(oldest.value);
    }
  } else {
    sessions.delete(id);
  }
  // Re-inserted at the end: the map's order is the order of last use.
  sessions.set(id, session);
  if (seenClock > session.clock) session.clock = seenClock;
  return session;
}

/** Makes a run findable by its id while it lasts. */
export function rememberRun(scope: Scope): void {
  if (scope.run !== undefined) sharedState().runs.set(scope.run.id, new WeakRef(scope));
}

export function forgetRun(id: string): void {
  sharedState().runs.delete(id);
}

/** The scope of an open run of this process. */
export function openRun(id: string): Scope | undefined {
  return sharedState().runs.get(id)?.deref();
}
