import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHeddle, memory, type AnyFunction } from '../../src/index.ts';
import { programs, type Program } from './programs.ts';

const RUNS = Number(process.env['HEDDLE_TEST_DIFFERENTIAL'] ?? 2000);
const SEED = process.env['HEDDLE_TEST_SEED'];

/**
 * Generated functions, arguments and ways to use them, run bare and wrapped: what the host sees must
 * be the same, step by step. A failing seed is printed; HEDDLE_TEST_SEED runs it again.
 */
test(`a host that does anything at all sees no difference (${RUNS} programs)`, async () => {
  const heddle = createHeddle({ agent: { key: 'diff' }, transport: memory(), exitFlushMs: 0 });
  const wrap = <Fn extends AnyFunction>(fn: Fn): Fn => heddle.withTool('subject', fn);
  let programsRun = 0;
  await fc.assert(
    fc.asyncProperty(programs, async (program: Program) => {
      programsRun++;
      const bare = await program.run((fn) => fn);
      const wrapped = await heddle.run('r', () => program.run(wrap));
      if (!isDeepStrictEqual(bare, wrapped)) {
        throw new Error(
          `${program.text}\nbare    ${JSON.stringify(bare)}\nwrapped ${JSON.stringify(wrapped)}`,
        );
      }
    }),
    { numRuns: RUNS, ...(SEED !== undefined && { seed: Number(SEED) }) },
  );
  expect(programsRun).toBeGreaterThanOrEqual(RUNS);
  expect(heddle.diagnostics().internalErrors).toBe(0);
}, 600_000);

test('a careless wrapper is caught by the same programs', async () => {
  // Loses `this`, `new`, the name and the length: what most wrappers do.
  const careless = (<Fn extends AnyFunction>(fn: Fn) =>
    (...args: unknown[]) =>
      fn(...args) as unknown) as never;
  let differences = 0;
  await fc.assert(
    fc.asyncProperty(programs, async (program: Program) => {
      const bare = await program.run((fn) => fn);
      if (!isDeepStrictEqual(bare, await program.run(careless))) differences++;
    }),
    { numRuns: 100 },
  );
  expect(differences).toBeGreaterThan(50);
});
