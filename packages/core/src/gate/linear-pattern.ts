import { ConfigError } from '../errors.ts';
import { isWord, parsePattern, type PatternNode } from './parse-pattern.ts';

/**
 * Compiles a regular expression to a search whose time grows with the text and never explodes:
 * all its states advance together, one character at a time, and none is tried twice. The engine's
 * own RegExp backtracks, and policies come from people and over the network.
 *
 * The search gives up (`undefined`) when there is no match within 65,536 characters.
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
  let states = 0;
  const state = (fields: Partial<State>): State => {
    if (states >= MOST_STATES) fail('the pattern is too large. Write a shorter one.');
    return { id: states++, next: [], ...fields };
  };
  const accepted = state({});
  const start = link(parsePattern(source, options.ignoreCase, fail), accepted, state);
  return createSearch(start, accepted);
}

const MOST_CHARACTERS = 65_536;
const MOST_STATES = 1_000;
const MOST_REMEMBERED = 5_000;

interface State {
  readonly id: number;
  /** Takes one character to get to `next`. Without it, `next` is reached for nothing. */
  readonly takes?: (code: number) => boolean;
  /** Is passed only between these two characters; -1 is the text's edge. */
  readonly between?: (before: number, after: number) => boolean;
  next: readonly State[];
}

/** Builds backwards: the states of `node` that lead on to `next`. Gives back the first of them. */
function link(node: PatternNode, next: State, state: (fields: Partial<State>) => State): State {
  switch (node.kind) {
    case 'character':
      return state({ takes: node.takes, next: [next] });
    case 'assertion':
      return state({ between: node.between, next: [next] });
    case 'choice':
      return state({ next: node.options.map((option) => link(option, next, state)) });
    case 'sequence':
      // Every node costs a state, an empty one too: that bounds what repeating it can cost.
      if (node.parts.length === 0) return state({ next: [next] });
      return node.parts.reduceRight((after, part) => link(part, after, state), next);
    case 'repeat': {
      let first = state({ next: [next] });
      if (node.most === Infinity) first.next = [link(node.part, first, state), next];
      else {
        for (let i = node.least; i < node.most; i++) {
          first = state({ next: [link(node.part, first, state), next] });
        }
      }
      for (let i = 0; i < node.least; i++) first = link(node.part, first, state);
      return first;
    }
  }
}

/** Where a search stands between two characters, and where the next one has led it before. */
interface Position {
  readonly states: readonly State[];
  readonly before: number;
  readonly steps: Map<number, Position | boolean>;
}

function createSearch(start: State, accepted: State): (text: string) => boolean | undefined {
  let remembered = 0;
  let positions = new Map<string, Position>();
  let first = positionOf([], EDGE);

  function positionOf(states: readonly State[], before: number): Position {
    const key = `${before} ${states.map((state) => state.id).join(' ')}`;
    const position = positions.get(key) ?? { states, before, steps: new Map() };
    positions.set(key, position);
    return position;
  }

  function advance({ states, before, steps }: Position, code: number): Position | boolean {
    if (remembered++ > MOST_REMEMBERED) {
      remembered = 0;
      positions = new Map();
      first = positionOf([], EDGE);
    }
    const reached = new Set<State>();
    const reach = (state: State): void => {
      if (reached.has(state)) return;
      reached.add(state);
      if (!state.takes && (!state.between || state.between(before, code)))
        state.next.forEach(reach);
    };
    [start, ...states].forEach(reach);
    const taking = [...reached].filter((state) => code !== EDGE && state.takes?.(code));
    const ahead = [...new Set(taking.flatMap((state) => state.next))];
    const step =
      reached.has(accepted) || (code !== EDGE && positionOf(ahead, isWord(code) ? WORD : OTHER));
    steps.set(code, step);
    return step;
  }

  return (text) => {
    let position = first;
    for (let at = 0; at <= MOST_CHARACTERS; at++) {
      const code = at < text.length ? text.charCodeAt(at) : EDGE;
      const step: Position | boolean = position.steps.get(code) ?? advance(position, code);
      if (typeof step === 'boolean') return step;
      position = step;
    }
    return undefined;
  };
}

// All that an assertion asks of the character before it.
const EDGE = -1;
const WORD = 0x61;
const OTHER = 0x20;
