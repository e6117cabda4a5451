import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileGlob, compileGlobs } from '../../src/gate/glob.ts';

const globs = fc.string({ unit: fc.constantFrom(...'ab.*'), maxLength: 8 });
const names = fc.string({ unit: fc.constantFrom(...'ab.'), maxLength: 10 });

it('matches what a regular expression with .* for * matches', () => {
  fc.assert(
    fc.property(globs, names, (pattern, name) => {
      const expression = pattern.replaceAll('.', '\\.').replaceAll('*', '.*');
      expect(compileGlob(pattern)(name)).toBe(new RegExp(`^${expression}$`).test(name));
    }),
    { numRuns: 2_000 },
  );
});

it.each([
  ['github.*', 'github.merge_pr', true],
  ['github.*', 'github.', true],
  ['github.*', 'gitlab.merge', false],
  ['*.delete_*', 'crm.delete_user', true],
  ['*', '', true],
  ['GitHub', 'github', false],
  ['a*a', 'a', false],
  ['(x|y)', 'x', false],
])('%s on %s is %s', (pattern, name, expected) => {
  expect(compileGlob(pattern)(name)).toBe(expected);
});

it('is content with one of several', () => {
  const matches = compileGlobs(['read', 'get_*']);
  expect(['read', 'get_user', 'write'].map(matches)).toEqual([true, true, false]);
});
