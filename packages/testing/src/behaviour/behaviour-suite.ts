import { isDeepStrictEqual } from 'node:util';
import type { BehaviourCase, Wrap } from './behaviour-case.ts';
import { classCases } from './class-cases.ts';
import { functionCases } from './function-cases.ts';
import { promiseCases } from './promise-cases.ts';
import { streamCases } from './stream-cases.ts';

/**
 * The ways in which a host could tell that its code is wrapped. Try any wrapper with it: what it
 * observes must be what the unwrapped function shows.
 *
 * @example
 * for (const one of behaviourSuite) {
 *   test(one.name, async () => expect(await compareBehaviour(one, wrap)).toEqual({ same: true }));
 * }
 */
export const behaviourSuite: readonly BehaviourCase[] = [
  ...functionCases,
  ...promiseCases,
  ...streamCases,
  ...classCases,
];

export type Comparison =
  | { readonly same: true }
  | { readonly same: false; readonly bare: unknown; readonly wrapped: unknown };

/** Observes a case bare and wrapped. */
export async function compareBehaviour(one: BehaviourCase, wrap: Wrap): Promise<Comparison> {
  const bare = await observe(one, (fn) => fn);
  const wrapped = await observe(one, wrap);
  return isDeepStrictEqual(bare, wrapped) ? { same: true } : { same: false, bare, wrapped };
}

async function observe(one: BehaviourCase, wrap: Wrap): Promise<unknown> {
  try {
    return await one.observe(wrap);
  } catch (error) {
    return { caseFailed: error };
  }
}
