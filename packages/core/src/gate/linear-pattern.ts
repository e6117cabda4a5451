import { ConfigError } from '../errors.ts';
import { parsePattern, type PatternNode } from './parse-pattern.ts';

/**
 * Compiles a regular expression to a search whose time grows with the text and never explodes:
 * all its states advance together, one character at a time, and none is tried twice. The engine's
 * own RegExp backtracks, and policies come from people and over the network.
 *
 * The search gives up (`undefined`) at MOST_CHARACTERS without a match.
 *
 * @throws ConfigError for syntax that a linear search cannot offer, and for oversized patterns.
 */
export function compileLinearPattern(
  source: string,
  options: { readonly ignoreCase: boolean; readonly field: string },
): (text: string) => boolean | undefined {
  const fail = (problem: string) => {
    throw new ConfigError(options.field, problem);
  };
  const states: State[] = [];
  const state = (fields: Partial<State>): State => {
    if (states.length >= MOST_STATES) fail('the pattern is too large. Write a shorter one.');
    const made = { next: [], seen: -1, ...fields };
    states.push(made);
    return made;
  };
  const accepted = state({});
  const start = link(parsePattern(source, options.ignoreCase, fail), accepted, state);
  return (text) => search(start, accepted, text);
}

const MOST_CHARACTERS = 65_536;
const MOST_STATES = 1_000;

interface State {
  /** Takes one character to get to `next`. Without it, `next` is reached for nothing. */
  readonly takes?: (code: number) => boolean;
  /** Is passed only between these two characters; -1 is the text's edge. */
  readonly between?: (before: number, after: number) => boolean;
  next: State[];
  /** The search step that visited this state last. */
  seen: number;
}

/** Builds backwards: the states of `node` that lead on to `next`. Gives back the first of them. */
function link(node: PatternNode, next: State, state: (fields: Partial<State>) => State): State {
  switch (node.kind) {
    case 'character':
      return state({ takes: node.takes, next: [next] });
    case 'assertion':
      return state({ between: node.between, next: [next] });
    case 'sequence':
      return node.parts.reduceRight((after, part) => link(part, after, state), next);
    case 'choice':
      return state({ next: node.options.map((option) => link(option, next, state)) });
    case 'repeat': {
      let first = next;
      if (node.most === Infinity) {
        first = state({});
        first.next = [link(node.part, first, state), next];
      } else {
        for (let i = node.least; i < node.most; i++) {
          first = state({ next: [link(node.part, first, state), next] });
        }
      }
      for (let i = 0; i < node.least; i++) first = link(node.part, first, state);
      return first;
    }
  }
}

let step = 0;

function search(start: State, accepted: State, text: string): boolean | undefined {
  let current: State[] = [];
  for (let at = 0; ; at++) {
    const before = at === 0 ? -1 : text.charCodeAt(at - 1);
    const after = at === text.length ? -1 : text.charCodeAt(at);
    const waiting: State[] = [];
    step++;
    const reach = (state: State): void => {
      if (state.seen === step) return;
      state.seen = step;
      if (state.takes) waiting.push(state);
      else if (!state.between || state.between(before, after)) state.next.forEach(reach);
    };
    reach(start);
    current.forEach(reach);
    if (accepted.seen === step) return true;
    if (after === -1) return false;
    if (at >= MOST_CHARACTERS) return undefined;
    current = waiting.filter((state) => state.takes!(after)).flatMap((state) => state.next);
  }
}
