import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toErrorFacts, validateEvents, type ErrorFacts } from '@heddle/events';
import { examples } from '@heddle/events/examples';

function count(facts: ErrorFacts): number {
  const below = [...(facts.errors ?? []), ...(facts.cause ? [facts.cause] : [])];
  return below.reduce((sum, error) => sum + count(error), 1);
}

describe('toErrorFacts', () => {
  it('keeps what programs ask of an error', () => {
    const error = Object.assign(new Error('busy'), {
      name: 'ApiError',
      code: 'E_BUSY',
      statusCode: 503,
      retryable: true,
      requestId: 'req_1',
    });
    expect(toErrorFacts(error)).toEqual({
      name: 'ApiError',
      message: 'busy',
      stack: error.stack,
      code: 'E_BUSY',
      status: 503,
      retryable: true,
      requestId: 'req_1',
    });
  });

  it.each([
    [undefined, { name: 'undefined', message: 'undefined' }],
    [null, { name: 'null', message: 'null', value: null }],
    [42, { name: 'number', message: '42', value: 42 }],
    [10n, { name: 'bigint', message: '10' }],
    [Symbol('s'), { name: 'symbol', message: 'Symbol(s)' }],
    [{ message: 'almost' }, { name: 'Error', message: 'almost' }],
  ])('tells what was thrown when it was no Error: %o', (thrown, facts) => {
    expect(toErrorFacts(thrown)).toEqual(facts);
  });

  it('tells the members of an AggregateError', () => {
    const error = new AggregateError([new Error('a'), 'b'], 'both');
    expect(toErrorFacts(error)).toMatchObject({
      name: 'AggregateError',
      errors: [{ message: 'a' }, { value: 'b' }],
    });
  });

  it('ends a circle of causes where it began', () => {
    const error = new Error('outer');
    error.cause = new Error('inner', { cause: error });
    const { cause } = toErrorFacts(error);
    expect(cause?.message).toBe('inner');
    expect(cause?.cause).toBeUndefined();
  });

  it('keeps within its bounds', () => {
    const many = new AggregateError(
      Array.from({ length: 100 }, () => new Error('x'.repeat(100_000))),
    );
    const facts = toErrorFacts(new Error('outer', { cause: many }));
    expect(count(facts)).toBe(20);
    expect(facts.cause?.errors?.[0]?.message).toHaveLength(16_384);
  });

  it('survives an error that throws when it is read', () => {
    const { proxy, revoke } = Proxy.revocable(new Error('x'), {});
    revoke();
    expect(toErrorFacts(proxy)).toEqual({ name: 'Error', message: '' });
    const error = Object.defineProperty(new Error('x'), 'code', {
      get: () => {
        throw new Error('no');
      },
    });
    expect(toErrorFacts(error).message).toBe('x');
  });

  it('gives valid facts, whatever was thrown', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true }), (thrown) => {
        const event = { ...examples['agent.error'], error: toErrorFacts(thrown) };
        expect(validateEvents(event).accepted).toBe(1);
      }),
      { numRuns: 500 },
    );
  });
});
