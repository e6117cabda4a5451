import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRanges } from '../../src/spool/ranges.ts';

const range = fc
  .tuple(fc.nat({ max: 60 }), fc.integer({ min: 1, max: 10 }))
  .map(([from, length]) => [from, from + length] as const);

test('knows just what was added, merged and in order', () => {
  fc.assert(
    fc.property(fc.array(range), (added) => {
      const ranges = createRanges();
      const model = new Set<number>();
      for (const [from, to] of added) {
        ranges.add(from, to);
        for (let offset = from; offset < to; offset++) model.add(offset);
      }
      for (let offset = 0; offset < 80; offset++)
        expect(ranges.has(offset)).toBe(model.has(offset));
      const all = ranges.all;
      for (const [index, [from]] of all.entries()) {
        if (index > 0) expect(from).toBeGreaterThan(all[index - 1]?.[1] ?? 0);
      }
    }),
  );
});
