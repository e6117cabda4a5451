import { compileGlobs } from './glob.ts';
import type { Patterns } from './policy.ts';

/**
 * For one fact of a call (its tool, its action …): which policies accept the value? One bit per
 * policy, so that the facts of a call are combined by AND, 32 policies at a time.
 */
export interface FactIndex {
  /**
   * The policies that accept the value (or the other, where a fact has two); for `undefined`,
   * those that do not ask for the fact. Shared: not to be changed.
   */
  accepting(value: string | undefined, other?: string): Uint32Array;
}

/** An index of patterns: `rows[i]` belongs to policy `i`, and `undefined` accepts everything. */
export function createFactIndex(rows: readonly (Patterns | undefined)[]): FactIndex {
  const tests = rows.map((patterns) =>
    patterns === undefined ? undefined : compileGlobs(patterns),
  );
  const bits = (accepts: (test: ((text: string) => boolean) | undefined) => boolean) => {
    const words = new Uint32Array(Math.ceil(rows.length / 32));
    tests.forEach((test, i) => {
      if (accepts(test)) words[i >> 5]! |= 1 << (i & 31);
    });
    return words;
  };

  const indifferent = bits((test) => !test);
  const remembered = new Map<string, Uint32Array>();
  return {
    accepting(one, other) {
      const value = one ?? other;
      if (value === undefined) return indifferent;
      const key = other === undefined ? value : `${value}\n${other}`;
      const known = remembered.get(key);
      if (known) return known;
      const words = bits((test) => !test || test(value) || (other !== undefined && test(other)));
      // Names may come from outside (an MCP server's tools): forget all rather than grow.
      if (remembered.size >= MOST_REMEMBERED) remembered.clear();
      remembered.set(key, words);
      return words;
    },
  };
}

const MOST_REMEMBERED = 500;
