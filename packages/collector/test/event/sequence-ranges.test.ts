import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  arrive,
  decodeRanges,
  encodeRanges,
  gapsOf,
  highestOf,
  isLate,
  missingOf,
  noSequence,
} from '../../src/event/sequence-ranges.ts';

describe('the sequence numbers of a run', () => {
  it('are kept as ranges that agree with the plain set of numbers', () => {
    const numbers = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 80 });
    fc.assert(
      fc.property(numbers, (sequence) => {
        const ranges = noSequence();
        const seen = new Set<number>();
        for (const number of sequence) {
          const highest = Math.max(0, ...seen);
          const late = isLate(ranges, number);
          const arrival = arrive(ranges, number);
          expect(arrival === 'repeated').toBe(seen.has(number));
          expect(arrival === 'late').toBe(late);
          expect(late).toBe(!seen.has(number) && number < highest);
          seen.add(number);
        }
        const highest = Math.max(0, ...seen);
        expect(highestOf(ranges)).toBe(highest);
        expect(missingOf(ranges)).toBe(highest - seen.size);
        const missing = gapsOf(ranges).flatMap(({ from, to }) =>
          Array.from({ length: to - from + 1 }, (_value, index) => from + index),
        );
        expect(missing.some((number) => seen.has(number))).toBe(false);
        expect(missing).toHaveLength(highest - seen.size);
        expect(decodeRanges(encodeRanges(ranges))).toEqual(ranges);
      }),
    );
  });

  it('in order are one range, however many', () => {
    const ranges = noSequence();
    for (let number = 1; number <= 100_000; number += 1) arrive(ranges, number);
    expect(encodeRanges(ranges)).toBe('1-100000');
  });

  it('with more holes than can be kept still add up', () => {
    const ranges = noSequence();
    for (let number = 1; number <= 10_000; number += 2) arrive(ranges, number);
    expect(missingOf(ranges)).toBe(4_999);
    expect(encodeRanges(ranges).length).toBeLessThan(4_000);
    expect(decodeRanges(encodeRanges(ranges))).toEqual(ranges);
  });
});
