import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide, type Attempt } from '../../src/buffer/retry-policy.ts';
import type { SendResult } from '../../src/transport/transport.ts';

const attempt: Attempt = { events: 8, failures: 1, suspicions: 0, receiverWorks: false };
const middle = (): number => 0.5;

function waitOf(result: SendResult, failures = 1, random = middle): number {
  const verdict = decide(result, { ...attempt, failures }, random);
  return 'waitMs' in verdict ? verdict.waitMs : Number.NaN;
}

describe('retry', () => {
  const retry: SendResult = { status: 'retry', reason: 'busy' };

  test('waits anywhere below a ceiling that doubles from 1 s and ends at 5 min', () => {
    const highest = (): number => 1;
    const ceilings = [1, 2, 3, 4, 9, 10, 50].map((failures) => waitOf(retry, failures, highest));
    expect(ceilings).toEqual([1000, 2000, 4000, 8000, 256_000, 300_000, 300_000]);
    expect(waitOf(retry, 50, () => 0)).toBe(0);
  });

  test.each([
    [2000, 2500],
    [0, 1500],
    [-5000, 1500],
    [1e12, 3_600_500],
  ])('takes a wish of %d ms as a minimum, at least 1 s and at most 1 h', (afterMs, expected) => {
    expect(waitOf({ ...retry, afterMs })).toBe(expected);
  });

  test('never comes back sooner than told', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3_600_000 }),
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (afterMs, failures, random) =>
          waitOf({ ...retry, afterMs }, failures, () => random) >= afterMs,
      ),
    );
  });

  test('ignores a wish that is no number', () => {
    expect(waitOf({ ...retry, afterMs: Number.NaN })).toBe(500);
  });
});

test('pause waits five minutes and a little, however often it comes', () => {
  const result: SendResult = { status: 'retry', reason: 'HTTP 401', pause: true };
  expect(waitOf(result, 1, () => 0)).toBe(300_000);
  expect(waitOf(result, 9, () => 0.999)).toBeLessThanOrEqual(330_000);
});

describe('batches that cannot be taken', () => {
  test('too large: halves by bytes; alone, it is set aside', () => {
    const result: SendResult = { status: 'too_large', reason: 'HTTP 413' };
    expect(decide(result, attempt, middle)).toMatchObject({ do: 'split', by: 'bytes' });
    expect(decide(result, { ...attempt, events: 1 }, middle)).toEqual({
      do: 'quarantine',
      reason: 'too_large',
    });
  });

  test('refused: halves by number; alone, it is set aside', () => {
    const result: SendResult = { status: 'refused', reason: 'HTTP 422' };
    expect(decide(result, attempt, middle)).toMatchObject({ do: 'split', by: 'events' });
    expect(decide(result, { ...attempt, events: 1 }, middle)).toEqual({
      do: 'quarantine',
      reason: 'rejected',
    });
  });
});

describe('a receiver that fails at the batch itself', () => {
  const suspect: SendResult = { status: 'retry', reason: 'HTTP 500', suspect: true };
  const decideAt = (suspicions: number, receiverWorks: boolean, events = 8) =>
    decide(suspect, { ...attempt, suspicions, receiverWorks, events }, middle).do;

  test('is taken for bad weather at first', () => {
    expect([1, 2, 3].map((suspicions) => decideAt(suspicions, false))).toEqual(
      Array(3).fill('repeat'),
    );
  });

  test('is taken apart as soon as others pass, or after four failures', () => {
    expect(decideAt(1, true)).toBe('split');
    expect(decideAt(4, false)).toBe('split');
  });

  test('one event alone is set aside only when others pass meanwhile', () => {
    expect(decideAt(50, false, 1)).toBe('repeat');
    expect(decideAt(7, true, 1)).toBe('repeat');
    expect(decideAt(8, true, 1)).toBe('quarantine');
  });
});

describe('answers per event', () => {
  test('need no wait when each is final', () => {
    const results = [{ status: 'stored' }, { status: 'refused', reason: 'no agentKey' }] as const;
    const verdict = decide({ status: 'partial', results }, { ...attempt, events: 2 }, middle);
    expect(verdict).toMatchObject({ do: 'sort', waitMs: 0 });
  });

  test('wait when one is to come again or is missing', () => {
    const results = [{ status: 'stored' }] as const;
    const verdict = decide({ status: 'partial', results }, { ...attempt, events: 2 }, middle);
    expect(verdict).toMatchObject({ do: 'sort', waitMs: 500 });
  });
});
