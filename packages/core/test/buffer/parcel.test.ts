import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { QueuedEvent } from '../../src/buffer/buffer.ts';
import { halve } from '../../src/buffer/parcel.ts';
import { encodedEvent } from './encoded-events.ts';

const entries = (sizes: readonly number[]): QueuedEvent[] =>
  sizes.map((bytes, order) => ({ encoded: { ...encodedEvent(), bytes }, order }));

test('neither half is ever empty, and together they are the whole in order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 1e6 }), { minLength: 2, maxLength: 600 }),
      fc.constantFrom('bytes', 'events'),
      (sizes, by) => {
        const whole = entries(sizes);
        const halves = halve(whole, by);
        expect(halves).toHaveLength(2);
        expect(halves.every((half) => half.length > 0)).toBe(true);
        expect(halves.flat()).toEqual(whole);
      },
    ),
    { numRuns: 200 },
  );
});

test('by bytes, a giant among hundreds is alone after two cuts', () => {
  const whole = entries([...Array(249).fill(1000), 5_000_000, ...Array(250).fill(1000)]);
  const [before, rest] = halve(whole, 'bytes');
  expect(before).toHaveLength(249);
  expect(halve(rest ?? [], 'bytes')[0]).toHaveLength(1);
});
