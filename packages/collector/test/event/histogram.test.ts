import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeHistogram,
  encodeHistogram,
  mergeInto,
  observe,
  quantilesOf,
  type Histogram,
} from '../../src/event/histogram.ts';

const durations = fc.array(fc.double({ min: 0, max: 1e11, noNaN: true }), {
  minLength: 1,
  maxLength: 300,
});

function histogramOf(values: readonly number[]): Histogram {
  const histogram: Histogram = new Map();
  for (const value of values) observe(histogram, value);
  return histogram;
}

describe('a histogram', () => {
  it('tells every quantile within 2.5 percent', () => {
    fc.assert(
      fc.property(durations, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
        const sorted = values.toSorted((left, right) => left - right);
        const exact = sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] ?? 0;
        const [told = Number.NaN] = quantilesOf(histogramOf(values), [share]);
        expect(Math.abs(told - exact)).toBeLessThanOrEqual(exact * 0.025 + 0.001);
      }),
    );
  });

  it('merges by adding and is taken out by subtracting', () => {
    fc.assert(
      fc.property(durations, durations, (left, right) => {
        const both = histogramOf(left);
        mergeInto(both, histogramOf(right));
        expect(both).toEqual(histogramOf([...left, ...right]));
        mergeInto(both, histogramOf(right), -1);
        expect(both).toEqual(histogramOf(left));
      }),
    );
  });

  it('survives its bytes', () => {
    fc.assert(
      fc.property(durations, (values) => {
        const histogram = histogramOf(values);
        expect(decodeHistogram(encodeHistogram(histogram))).toEqual(histogram);
      }),
    );
    const large: Histogram = new Map([[700, 2 ** 40]]);
    expect(decodeHistogram(encodeHistogram(large))).toEqual(large);
  });

  it('of nothing has no quantiles', () => {
    expect(quantilesOf(new Map(), [0.5])).toEqual([]);
    expect(encodeHistogram(new Map())).toHaveLength(0);
  });
});
