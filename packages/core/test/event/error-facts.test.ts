import { describe, expect, it } from 'vitest';
import { errorFacts } from '../../src/event/error-facts.ts';
import { HOSTILE } from './hostile-values.ts';

describe('errorFacts', () => {
  it('tells the name, the message and the stack', () => {
    const facts = errorFacts(new TypeError('no such order'));
    expect(facts).toMatchObject({ name: 'TypeError', message: 'no such order' });
    expect(facts.stack).toContain('error-facts.test.ts');
  });

  it('names errors by their class when they have no name of their own', () => {
    class PaymentError extends Error {}
    expect(errorFacts(new PaymentError('x')).name).toBe('PaymentError');
    expect(errorFacts(Object.assign(new PaymentError('x'), { name: '' })).name).toBe(
      'PaymentError',
    );
  });

  it('reads what clients put on their errors, in their spellings', () => {
    const error = Object.assign(new Error('rate limited'), {
      status: 429,
      code: 'rate_limit_exceeded',
      requestID: 'req_1',
      headers: { authorization: 'Bearer x' },
      config: { password: 'x' },
    });
    const { stack: _, ...facts } = errorFacts(error);
    expect(facts).toEqual({
      name: 'Error',
      message: 'rate limited',
      status: 429,
      code: 'rate_limit_exceeded',
      requestId: 'req_1',
      retryable: true,
    });
    expect(errorFacts(Object.assign(new Error('x'), { statusCode: 400 }))).toMatchObject({
      status: 400,
      retryable: false,
    });
    expect(errorFacts(Object.assign(new Error('x'), { code: 'ECONNRESET' }))).toMatchObject({
      retryable: true,
    });
    expect(
      errorFacts(Object.assign(new Error('x'), { status: 503, isRetryable: false })),
    ).toMatchObject({ retryable: false });
    expect(errorFacts(Object.assign(new Error('x'), { code: 5 }))).toMatchObject({ code: 5 });
    expect(errorFacts(new Error('x'))).not.toHaveProperty('retryable');
  });

  it('follows causes and members, and stops where they come back', () => {
    const error = new Error('outer', { cause: new Error('inner') });
    (error.cause as Error).cause = error;
    expect(errorFacts(error).cause).toMatchObject({
      message: 'inner',
      cause: { name: 'Error', message: '[circular]' },
    });
    expect(errorFacts(new Error('a', { cause: 'text' })).cause).toEqual({
      name: 'string',
      message: 'text',
    });
    const all = errorFacts(
      new AggregateError(
        Array.from({ length: 10_000 }, (_, n) => new Error(`e${n}`)),
        'all',
      ),
    );
    expect(all.errors).toHaveLength(21);
    expect(all.errors?.[20]).toEqual({ name: 'Error', message: '[truncated: 9980 more]' });
    expect(JSON.stringify(all).length).toBeLessThan(64 * 1024);
  });

  it('is bounded for errors inside errors inside errors', () => {
    const many = (depth: number): Error =>
      depth === 0
        ? new Error('x'.repeat(100_000))
        : new AggregateError(
            Array.from({ length: 30 }, () => many(depth - 1)),
            'y'.repeat(50_000),
            {
              cause: new Error('z'.repeat(50_000)),
            },
          );
    expect(JSON.stringify(errorFacts(many(2))).length).toBeLessThan(64 * 1024);
  });

  it('keeps what was thrown when it is no error', () => {
    expect(errorFacts('no')).toEqual({ name: 'string', message: 'no', value: 'no' });
    expect(errorFacts(undefined)).toEqual({
      name: 'undefined',
      message: '[undefined]',
      value: '[undefined]',
    });
    expect(errorFacts({ reason: 'x' })).toEqual({
      name: 'object',
      message: '[object]',
      value: { reason: 'x' },
    });
    expect(errorFacts({ name: 'Odd', message: 'shape' })).toEqual({
      name: 'Odd',
      message: 'shape',
    });
    expect(errorFacts(new DOMException('gone', 'AbortError'))).toMatchObject({
      name: 'AbortError',
      message: 'gone',
    });
  });

  it('never looks into a Proxy', () => {
    expect(errorFacts(HOSTILE['throwing proxy']?.())).toEqual({
      name: 'object',
      message: '[Proxy]',
      value: '[Proxy]',
    });
  });

  it.each(Object.keys(HOSTILE))('survives: %s', (name) => {
    const thrown = HOSTILE[name]?.();
    const facts = errorFacts(thrown);
    expect(typeof facts.name).toBe('string');
    expect(typeof facts.message).toBe('string');
    expect(() => JSON.stringify(facts)).not.toThrow();
  });
});
