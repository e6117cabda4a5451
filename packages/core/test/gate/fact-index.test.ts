import { expect, it } from 'vitest';
import { createFactIndex } from '../../src/gate/fact-index.ts';

it('has one bit per policy, in words of 32', () => {
  const rows = Array.from({ length: 40 }, (_, i) => (i % 2 ? undefined : `tool-${i}`));
  const index = createFactIndex(rows);
  const odd = 0b1010_1010_1010_1010_1010_1010_1010_1010;
  expect([...index.accepting(undefined)]).toEqual([odd, 0b1010_1010]);
  expect([...index.accepting('tool-0')]).toEqual([odd + 1, 0b1010_1010]);
  expect([...index.accepting('tool-38')]).toEqual([odd, 0b1110_1010]);
  expect([...index.accepting('tool-0', 'tool-38')]).toEqual([odd + 1, 0b1110_1010]);
});

it('remembers a bounded number of names, which may come from outside', () => {
  const index = createFactIndex(['a*']);
  const first = index.accepting('a1');
  expect(index.accepting('a1')).toBe(first);
  for (let i = 0; i < 1_000; i++) index.accepting(`b${i}`);
  expect(index.accepting('a1')).not.toBe(first);
  expect(index.accepting('a1')).toEqual(first);
});
