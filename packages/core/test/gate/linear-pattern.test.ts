import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/errors.ts';
import { compileLinearPattern } from '../../src/gate/linear-pattern.ts';

const compile = (source: string, ignoreCase = false) =>
  compileLinearPattern(source, { ignoreCase, field: 'value' });

/**
 * Small patterns over a small alphabet, so that matches and near misses are common. Groups do not
 * nest deeper: the engine, whose answer is the expected one, would not come back from some.
 */
const patterns = fc.letrec<{ pattern: string; piece: string; atom: string }>((tie) => ({
  pattern: fc
    .array(fc.array(tie('piece'), { maxLength: 4 }), { minLength: 1, maxLength: 3 })
    .map((options) => options.map((pieces) => pieces.join('')).join('|')),
  piece: fc
    .tuple(
      tie('atom'),
      fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,}', '{0,2}', '{0}', '*?', '+?'),
    )
    .map(([atom, quantifier]) => (/^[\^$]|^\\[bB]/.test(atom) ? atom : atom + quantifier)),
  atom: fc.oneof(
    { maxDepth: 1, depthIdentifier: 'group', withCrossShrink: true },
    fc.constantFrom('a', 'b', 'A', ' ', '.', '_', '\\d', '\\w', '\\s', '\\D', '\\W', '\\S', '\\.'),
    fc.constantFrom('^', '$', '\\b', '\\B', '\\n', '\\x61', '\\u0062', '-', '1'),
    fc.constantFrom('[ab]', '[^a]', '[a-c1]', '[^\\w]', '[\\d_-]', '[A-Z]', '[^b-z\\s]', '[.]'),
    tie('pattern').map((pattern) => `(${pattern})`),
    tie('pattern').map((pattern) => `(?:${pattern})`),
  ),
}));

const texts = fc.string({ unit: fc.constantFrom(...'abABc1_. -\n'), maxLength: 8 });

describe('a linear pattern', () => {
  it('finds exactly what the engine finds', () => {
    fc.assert(
      fc.property(patterns.pattern, texts, fc.boolean(), (source, text, ignoreCase) => {
        const expected = new RegExp(source, ignoreCase ? 'i' : '').test(text);
        expect(compile(source, ignoreCase)(text)).toBe(expected);
      }),
      { numRuns: 3_000 },
    );
  });

  it.each(['(a+)+$', '(a|a)*b$', '(a|aa)+$', '(.*a){20}$', 'a*a*a*a*a*a*b', '(x+x+)+y'])(
    'comes back from %s, which hangs a backtracking engine',
    (source) => {
      expect(compile(source)(`${'ax'.repeat(30)}${'a'.repeat(20_000)}!`)).toBe(false);
    },
  );

  it('says that it cannot tell when there is no match within 65,536 characters', () => {
    const padding = ' '.repeat(70_000);
    expect(compile('rm -rf')(`${padding}rm -rf`)).toBeUndefined();
    expect(compile('rm -rf')(`rm -rf${padding}`)).toBe(true);
    expect(compile('ls$')(`ls${padding}`)).toBeUndefined();
  });

  it.each([
    ['(?=a)', 'look-around'],
    ['(?<!a)b', 'look-around'],
    ['(?<name>a)', 'named groups'],
    ['(a)\\1', '"\\1"'],
    ['\\p{L}', '"\\p"'],
    ['a\\', '"\\"'],
    ['(a', '"(" is not closed'],
    ['a)', '")" was never opened'],
    ['[a', '"[" is not closed'],
    ['[z-a]', 'backwards'],
    ['*a', 'nothing to repeat'],
    ['a{,2}', 'nothing to repeat'],
    ['a{3,2}', 'not a usable repetition'],
    ['a{501}', 'not a usable repetition'],
    ['(a{100}){100}', 'too large'],
    ['((()){500}){500}', 'too large'],
  ])('refuses %s with a sentence about it', (source, sentence) => {
    expect(() => compile(source)).toThrow(ConfigError);
    expect(() => compile(source)).toThrow(sentence);
  });

  it('throws nothing but configuration errors, whatever the pattern', () => {
    const junk = fc.string({
      unit: fc.constantFrom(...'ab()[]{}|*+?\\^$-.,:1dwu<=!'),
      maxLength: 20,
    });
    fc.assert(
      fc.property(junk, (source) => {
        try {
          compile(source)('ab');
        } catch (error) {
          expect(ConfigError.isInstance(error)).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
