import { validateEvents, type AgentEvent } from '@heddle/events';
import { sequenceProblems } from './sequence.ts';
import { unfinishedWork } from './unfinished.ts';

interface MatcherState {
  equals(a: unknown, b: unknown, testers?: unknown[]): boolean;
  readonly utils: { stringify(value: unknown): string };
}

interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}

/**
 * Matchers for vitest and jest over a list of events.
 *
 * @example
 * expect.extend(heddleMatchers);
 * expect(await events()).toHaveEmitted('agent.tool.called', { outcome: 'completed' });
 * expect(await events()).toHaveGapFreeSequences();
 * expect(await events()).toHaveFinishedEverything();
 * expect(await events()).toBeValidEvents();
 */
export const heddleMatchers = {
  /** At least one event of this type, with at least these fields. */
  toHaveEmitted(
    this: MatcherState,
    events: readonly AgentEvent[],
    type: string,
    fields: Record<string, unknown> = {},
  ): MatcherResult {
    const ofType = events.filter((event) => event.type === type);
    const pass = ofType.some((event) => contains(this, event, fields));
    return {
      pass,
      message: () =>
        pass
          ? `Expected no ${type} with ${this.utils.stringify(fields)}, and there is one.`
          : ofType.length === 0
            ? `Expected ${type}. Emitted: ${events.map((event) => event.type).join(', ') || 'nothing'}.`
            : `Expected ${type} with ${this.utils.stringify(fields)}. Found ${this.utils.stringify(ofType)}.`,
    };
  },

  /** Every run counts 1, 2, 3 … and no session gives a number twice. */
  toHaveGapFreeSequences(this: MatcherState, events: readonly AgentEvent[]): MatcherResult {
    const problems = sequenceProblems(events);
    return {
      pass: problems.length === 0,
      message: () =>
        problems.length === 0
          ? 'Expected a gap in the sequences, and there is none.'
          : problems.slice(0, 20).join('\n'),
    };
  },

  /** Every beginning has exactly one ending. */
  toHaveFinishedEverything(this: MatcherState, events: readonly AgentEvent[]): MatcherResult {
    const open = unfinishedWork(events).map(({ started }) => `${started.type} ${started.eventId}`);
    const twice = endedTwice(events);
    const problems = [
      ...open.map((one) => `no ending: ${one}`),
      ...twice.map((one) => `two endings: ${one}`),
    ];
    return {
      pass: problems.length === 0,
      message: () => problems.join('\n') || 'Expected unfinished work, and there is none.',
    };
  },

  /** Every event is what the catalog says. */
  toBeValidEvents(this: MatcherState, events: readonly AgentEvent[]): MatcherResult {
    const problems = validateEvents(events).previews.flatMap(({ problems: found }) =>
      found.map(({ message }) => message),
    );
    return {
      pass: problems.length === 0,
      message: () => problems.join('\n') || 'Expected an invalid event, and all are valid.',
    };
  },
};

/** An ending's own type may follow once (`agent.tool.called` follows `agent.action.completed`). */
function endedTwice(events: readonly AgentEvent[]): string[] {
  const endings = events
    .filter(({ parentEventId }) => parentEventId !== undefined)
    .map(
      ({ parentEventId, type }) => `${parentEventId} ${type.replace(/completed|failed/, 'ended')}`,
    );
  return endings.filter((ending, index) => endings.indexOf(ending) !== index);
}

function contains(state: MatcherState, actual: unknown, expected: unknown): boolean {
  if (typeof expected !== 'object' || expected === null || 'asymmetricMatch' in expected) {
    return state.equals(actual, expected);
  }
  if (Array.isArray(expected)) return state.equals(actual, expected);
  if (typeof actual !== 'object' || actual === null) return false;
  return Object.entries(expected).every(([key, value]) =>
    contains(state, (actual as Record<string, unknown>)[key], value),
  );
}
