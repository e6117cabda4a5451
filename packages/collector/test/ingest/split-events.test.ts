import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTooDeep } from '../../src/ingest/json-depth.ts';
import { splitEvents } from '../../src/ingest/split-events.ts';

const limits = { depth: 100, events: 1_000 };

function pieces(text: string): unknown {
  const bytes = Buffer.from(text);
  const split = splitEvents(bytes, limits);
  if (split.kind !== 'list') return split.kind;
  return {
    events: split.ranges.map(
      ({ start, end }) => JSON.parse(bytes.subarray(start, end).toString()) as unknown,
    ),
    frame: JSON.parse(split.frame) as unknown,
  };
}

describe('splitting a body', () => {
  it('finds the events that JSON.parse finds, whatever they hold and however they are spaced', () => {
    const indent = fc.constantFrom(undefined, 1, 2, '\t');
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.jsonValue(), indent, (events, other, space) => {
        const body = JSON.stringify({ source: other, events, 'events ': [1] }, undefined, space);
        expect(pieces(body)).toEqual({
          events: JSON.parse(JSON.stringify(events)) as unknown,
          frame: JSON.parse(
            JSON.stringify({ source: other, events: [], 'events ': [1] }),
          ) as unknown,
        });
        expect(pieces(JSON.stringify(events, undefined, space))).toEqual({
          events: JSON.parse(JSON.stringify(events)) as unknown,
          frame: [],
        });
      }),
    );
  });

  it('leaves a single object whole, also when it holds a list of that name further down', () => {
    for (const body of [
      '{}',
      '{"type":"x"}',
      '{"a":{"events":[1]}}',
      '{"a":"events","b":[1]}',
      '{"events":{"a":[1]}}',
      '3',
    ]) {
      expect({ body, split: pieces(body) }).toEqual({ body, split: 'whole' });
    }
  });

  it('never throws and never reads beyond the body', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const split = splitEvents(Buffer.from(bytes), limits);
        const ranges = split.kind === 'list' ? split.ranges : [];
        for (const { start, end } of ranges) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeLessThanOrEqual(bytes.length);
          expect(start).toBeLessThanOrEqual(end);
        }
      }),
      { numRuns: 2_000 },
    );
    const fragments = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      'events',
      '"events":[',
      '1',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(fragments, { maxLength: 40 }), (parts) => {
        expect(() => splitEvents(Buffer.from(parts.join('')), limits)).not.toThrow();
      }),
      { numRuns: 2_000 },
    );
  });

  it('stops at the depth and the number of events it was given', () => {
    const deep = (levels: number): Buffer =>
      Buffer.from(`${'['.repeat(levels)}${']'.repeat(levels)}`);
    expect(splitEvents(deep(10), { depth: 10, events: 5 }).kind).toBe('list');
    expect(splitEvents(deep(11), { depth: 10, events: 5 }).kind).toBe('too_deep');
    expect(splitEvents(Buffer.from('[1,2,3,4,5]'), { depth: 10, events: 5 }).kind).toBe('list');
    expect(splitEvents(Buffer.from('[1,2,3,4,5,6]'), { depth: 10, events: 5 }).kind).toBe(
      'too_many',
    );
    expect(isTooDeep(deep(10), 10)).toBe(false);
    expect(isTooDeep(deep(11), 10)).toBe(true);
    expect(isTooDeep(Buffer.from('"[[[[["'), 1)).toBe(false);
  });
});
