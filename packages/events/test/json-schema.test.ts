import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventJsonSchema, eventTypes, normalizeEvent, validateEvents } from '@heddle/events';
import { examples } from '@heddle/events/examples';

const ajv = new Ajv2020({ discriminator: true, strict: true, allowUnionTypes: true });
const union = ajv.compile(eventJsonSchema());
const single = new Map(eventTypes.map((type) => [type, ajv.compile(eventJsonSchema(type))]));

function isValid(event: unknown): boolean {
  return validateEvents(event).accepted === 1;
}

/** Every way into the event: `[]` is the event itself. */
function pathsOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [[...path]];
  return [
    [...path],
    ...Object.entries(value).flatMap(([key, member]) => pathsOf(member, [...path, key])),
  ];
}

type Members = Record<string, unknown>;

function change(
  event: object,
  path: readonly string[],
  edit: (parent: Members, key: string) => void,
): object {
  const copy = structuredClone(event);
  let parent = copy as Members;
  for (const key of path.slice(0, -1)) parent = parent[key] as Members;
  edit(parent, path.at(-1)!);
  return copy;
}

/** Values on either side of every rule of the catalog. */
const values = [
  null,
  true,
  '',
  'completed',
  'pending',
  '2026-02-30T24:00:00Z',
  '2026-03-14T09:26:53+01:00',
  '0190f3a4-0000-7000-8000-00000000005e',
  '0'.repeat(16),
  'agent.run.started',
  'agent.unheard.of',
  'custom',
  -1,
  0,
  1,
  1.5,
  1e300,
  [],
  ['a'],
  [{}],
  {},
  { name: 'a' },
  { a: { events: 1, bytes: 2 } },
];

describe('the JSON Schema of the catalog', () => {
  it.each(eventTypes)('accepts the example of %s, alone and in the union', (type) => {
    expect(single.get(type)!(examples[type])).toBe(true);
    expect(union(examples[type])).toBe(true);
  });

  it('agrees with validateEvents when any field of any example is missing or replaced', () => {
    const disagreements: object[] = [];
    let judged = 0;
    for (const type of eventTypes) {
      for (const path of pathsOf(examples[type]).slice(1)) {
        const removed = change(examples[type], path, (parent, key) => {
          if (Array.isArray(parent)) parent.splice(Number(key), 1);
          else delete parent[key];
        });
        const replaced = values.map((value) =>
          change(examples[type], path, (parent, key) => {
            parent[key] = value;
          }),
        );
        for (const event of [removed, ...replaced]) {
          judged += 1;
          if (union(normalizeEvent(event)) !== isValid(event)) disagreements.push(event);
        }
      }
    }
    expect(judged).toBeGreaterThan(5_000);
    expect(disagreements).toEqual([]);
  });

  it('agrees with validateEvents on events of any shape', () => {
    const names = [...new Set(eventTypes.flatMap((type) => Object.keys(examples[type])))];
    fc.assert(
      fc.property(
        fc.constantFrom(...eventTypes),
        fc.dictionary(
          fc.constantFrom(...names),
          fc.oneof(fc.jsonValue(), fc.constantFrom(...values)),
        ),
        (type, fields) => {
          const event = { ...examples[type], ...fields };
          expect(union(normalizeEvent(event))).toBe(isValid(event));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('takes custom events, which need a payload', () => {
    const { eventId, timestamp, agentKey } = examples['agent.error'];
    const custom = { type: 'shop.sold', eventId, timestamp, agentKey };
    expect(union({ ...custom, payload: {} })).toBe(true);
    expect(union(custom)).toBe(false);
    expect(union({ ...custom, type: 'agent.newer.type' })).toBe(true);
  });
});
