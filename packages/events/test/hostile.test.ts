import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventTypes, validateEvents } from '@heddle/events';
import { examples } from '@heddle/events/examples';

const refuse = (): never => {
  throw new Error('no');
};

/** Values that do their worst when they are looked at: made late, since fast-check looks too. */
const traps: readonly (() => unknown)[] = [
  () => new Proxy({}, { get: refuse, ownKeys: refuse, getOwnPropertyDescriptor: refuse }),
  () => new Proxy([], { get: refuse }),
  () => Object.defineProperty({}, 'type', { enumerable: true, get: refuse }),
  () => ({ type: { toString: refuse, [Symbol.toPrimitive]: refuse } }),
  () => ({ toJSON: refuse }),
  () => new Map([['type', 'agent.error']]),
  () => Object.assign(() => undefined, { events: [] }),
  () => ({ events: new Proxy([1, 2], { get: refuse }) }),
  () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  () => {
    const circle: Record<string, unknown> = {};
    circle['events'] = [circle, circle];
    circle['cause'] = circle;
    return circle;
  },
];

const anything = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
  withObjectString: true,
  withSparseArray: true,
  withTypedArray: true,
});

const hostile: fc.Arbitrary<() => unknown> = fc.oneof(
  fc.constantFrom(...traps),
  anything.map((value) => () => value),
);

const names = [...new Set(eventTypes.flatMap((type) => Object.keys(examples[type])))];

describe('validateEvents, whatever it is given', () => {
  it('answers', () => {
    fc.assert(
      fc.property(hostile, (make) => {
        const { accepted, previews } = validateEvents(make());
        expect(accepted).toBeLessThanOrEqual(previews.length);
      }),
      { numRuns: 2_000 },
    );
  });

  it('answers in JSON, with hostile values in the place of fields', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...eventTypes),
        fc.dictionary(fc.constantFrom(...names), hostile),
        (type, makers) => {
          const fields = Object.entries(makers).map(([name, make]) => [name, make()]);
          const answer = validateEvents([{ ...examples[type], ...Object.fromEntries(fields) }]);
          expect(answer.previews).toHaveLength(1);
          expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
