import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '@heddle/events';
import { fit } from '../../src/pipeline/limit.ts';

const isEnvelope = (field: string): boolean => field === 'eventId' || field === 'stepName';
const words = (bytes: number): string => 'word '.repeat(bytes / 5);

describe('fit', () => {
  it('serialises what is small enough once, and leaves it alone', () => {
    const event = { eventId: '1', input: 'é€\u{1f600}' };
    expect(fit(event, isEnvelope)).toEqual({ event, json: JSON.stringify(event), bytes: 35 });
    expect(fit(event, isEnvelope)?.event).toBe(event);
  });

  it('cuts the largest fields first, and says what it cut', () => {
    const event: JsonObject = {
      eventId: '1',
      input: words(500_000),
      output: { small: 'kept' },
      metadata: { a: 1 },
    };
    const fitted = fit(event, isEnvelope);
    expect(fitted?.event).toMatchObject({
      eventId: '1',
      output: { small: 'kept' },
      metadata: { a: 1 },
      payloadSummary: { truncated: { input: 500_002 } },
    });
    expect(fitted?.event['input']).toMatch(/^word word .*\[truncated: 500000 characters\]$/);
    expect(fitted?.bytes).toBe(Buffer.byteLength(fitted?.json ?? ''));
  });

  it('brings several large fields down to one level, and keeps their shape', () => {
    const event: JsonObject = {
      eventId: '1',
      input: { messages: Array.from({ length: 50 }, (_, n) => ({ n, content: words(10_000) })) },
      output: { text: words(300_000), usage: { inputTokens: 5 } },
      payloadSummary: { own: true },
    };
    const fitted = fit(event, isEnvelope, 64 * 1024);
    const { input, output, payloadSummary } = fitted!.event as Record<string, Record<string, Json>>;
    expect(fitted?.bytes).toBeLessThanOrEqual(64 * 1024);
    expect(input?.['messages']).toHaveLength(50);
    expect(output).toMatchObject({ usage: { inputTokens: 5 } });
    expect(payloadSummary).toMatchObject({
      own: true,
      truncated: { input: expect.any(Number), output: expect.any(Number) },
    });
  });

  it('keeps the envelope, short', () => {
    const fitted = fit({ eventId: '1', stepName: words(400_000), input: words(100) }, isEnvelope);
    expect(fitted?.event['input']).toBe(words(100));
    expect((fitted!.event['stepName'] as string).length).toBeLessThan(400);
  });

  it('gives up when even the envelope does not fit', () => {
    expect(fit({ eventId: words(2000), input: 'x' }, isEnvelope, 100)).toBeUndefined();
  });

  it('counts bytes exactly and never goes over, whatever is inside', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 6 })),
        fc.integer({ min: 1500, max: 4000 }),
        (event, most) => {
          const given = { ...event, big: words(3000), odd: '\ud83d'.repeat(500) } as JsonObject;
          const fitted = fit(given, isEnvelope, most);
          if (fitted === undefined) return;
          expect(fitted.bytes).toBe(Buffer.byteLength(fitted.json));
          expect(fitted.bytes).toBeLessThanOrEqual(most);
          expect(JSON.parse(fitted.json)).toEqual(fitted.event);
        },
      ),
      { numRuns: 300 },
    );
  });
});
