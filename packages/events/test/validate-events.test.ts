import { describe, expect, it } from 'vitest';
import {
  catalog,
  envelope,
  eventTypes,
  toSnakeCase,
  validateEvents,
  type AgentEventType,
  type Fields,
} from '@heddle/events';
import { examples } from '@heddle/events/examples';

const valid = examples['agent.llm.completed'];

function without(event: object, path: readonly string[]): object {
  const copy = structuredClone(event) as Record<string, unknown>;
  let parent = copy;
  for (const key of path.slice(0, -1)) parent = parent[key] as Record<string, unknown>;
  delete parent[path.at(-1)!];
  return copy;
}

/** The paths of all required fields that the example has, at any depth. */
function requiredPaths(fields: Fields, value: object, path: readonly string[] = []): string[][] {
  return Object.entries(fields).flatMap(([name, schema]) => {
    const here = [...path, name];
    const member = (value as Record<string, unknown>)[name];
    const below =
      schema.kind === 'object' && typeof member === 'object' && member !== null
        ? requiredPaths(schema.fields, member, here)
        : [];
    return schema.optional ? below : [here, ...below];
  });
}

function problemsOf(event: unknown): { path: string; expected: string; found: string }[] {
  return validateEvents(event).previews[0]!.problems.map(({ path, expected, found }) => ({
    path,
    expected,
    found,
  }));
}

describe.each(eventTypes)('the example of %s', (type: AgentEventType) => {
  const example = examples[type];

  it('is valid, without a warning, in both spellings', () => {
    for (const event of [example, toSnakeCase(example)]) {
      expect(validateEvents(event)).toEqual({
        accepted: 1,
        previews: [
          {
            eventId: example.eventId,
            type,
            validation_status: 'valid',
            validationStatus: 'valid',
            warnings: [],
            problems: [],
          },
        ],
        warnings: [],
      });
    }
  });

  const fields = { ...envelope, ...catalog[type].fields };
  it.each(
    requiredPaths(fields, example)
      .filter((path) => path[0] !== 'type')
      .map((path) => [path.join('.'), path] as const),
  )('is invalid without %s, and the problem says so', (where, path) => {
    const { accepted, previews } = validateEvents(without(example, path));
    expect(accepted).toBe(0);
    expect(previews[0]!.validation_status).toBe('invalid');
    expect(previews[0]!.problems.map((problem) => problem.path)).toEqual([where]);
    expect(previews[0]!.problems[0]).toMatchObject({
      found: 'nothing',
      fix: `Add "${path.at(-1)}".`,
    });
  });
});

describe('validateEvents', () => {
  it('takes an event, a list of events and the body of a request', () => {
    expect(validateEvents(valid).accepted).toBe(1);
    expect(validateEvents([valid, valid]).accepted).toBe(2);
    expect(validateEvents({ events: [valid, {}, valid] })).toMatchObject({
      accepted: 2,
      previews: [
        { validation_status: 'valid' },
        { validation_status: 'invalid' },
        { validation_status: 'valid' },
      ],
    });
    expect(validateEvents([])).toEqual({ accepted: 0, previews: [], warnings: [] });
  });

  it('takes a list called events for a field when the event has a type', () => {
    const event = { ...valid, events: [1, 2] };
    expect(validateEvents(event)).toMatchObject({ accepted: 1, previews: [{ type: valid.type }] });
  });

  it('goes on after an event that throws when it is read', () => {
    const events = Object.defineProperty([valid, valid, valid], 1, {
      get: () => {
        throw new Error('no');
      },
    });
    expect(validateEvents(events)).toMatchObject({
      accepted: 2,
      previews: [{}, { problems: [{ path: 'events[1]', expected: 'an event' }] }, {}],
    });
  });

  it('names the event, the field, what was expected and what was found', () => {
    const wrong = { ...valid, usage: { ...valid.usage, inputTokens: '12' } };
    const { previews } = validateEvents([valid, valid, wrong]);
    expect(previews[2]!.problems).toEqual([
      {
        path: 'events[2].usage.inputTokens',
        expected: 'a whole number of at least 0',
        found: 'a string',
        fix: 'Send the number, not its text.',
        message:
          'events[2].usage.inputTokens: expected a whole number of at least 0, found a string. ' +
          'Send the number, not its text.',
      },
    ]);
  });

  it('names a field as the event spells it', () => {
    const wrong = toSnakeCase({ ...valid, usage: { inputTokens: -1 } });
    expect(problemsOf(wrong)[0]!.path).toBe('usage.input_tokens');
  });

  it.each([
    ['eventId', 'evt_1', 'a UUID', '"evt_1"'],
    ['timestamp', 1_700_000_000_000, 'an ISO 8601 timestamp with a time zone', '1700000000000'],
    ['timestamp', '2026-03-14', 'an ISO 8601 timestamp with a time zone', '"2026-03-14"'],
    ['traceId', '0'.repeat(32), '32 lower-case hex digits, not all zero', `"${'0'.repeat(32)}"`],
    ['spanId', 'xyz', '16 lower-case hex digits, not all zero', '"xyz"'],
    ['agentKey', '', 'a string that is not empty', 'an empty string'],
    ['sequenceNumber', 0, 'a whole number of at least 1', '0'],
    ['sequenceNumber', 1.5, 'a whole number of at least 1', '1.5'],
    ['metadata', ['a'], 'an object', 'a list'],
    ['usage', 'many', 'an object', 'a string'],
    ['finishReasons', 'stop', 'a list', 'a string'],
    ['costUsd', Number.NaN, 'a number of at least 0', 'NaN'],
    ['retries', null, undefined, undefined],
    ['output', 1n, 'a JSON value', 'a bigint'],
  ])('judges %s: %o', (field, value, expected, found) => {
    const problems = problemsOf({ ...valid, [field]: value });
    expect(problems).toEqual(expected === undefined ? [] : [{ path: field, expected, found }]);
  });

  it('offers the word that was probably meant', () => {
    const [problem] = validateEvents({ ...valid, outcome: 'complete' }).previews[0]!.problems;
    expect(problem).toMatchObject({ path: 'outcome', fix: 'Did you mean "completed"?' });
  });

  it('does not show what a field held where no word was expected', () => {
    const { previews } = validateEvents({ ...valid, metadata: 'sk-live-secret' });
    expect(JSON.stringify(previews)).not.toContain('sk-live-secret');
  });

  it('finds problems inside lists, records and errors of errors', () => {
    expect(problemsOf({ ...valid, toolCalls: [{ name: 'a' }, { id: 'b' }] })[0]!.path).toBe(
      'toolCalls[1].name',
    );
    const dropped = examples['agent.telemetry.dropped'];
    expect(problemsOf({ ...dropped, drops: { 'buffer full': { events: 1 } } })[0]!.path).toBe(
      'drops["buffer full"].bytes',
    );
    const failed = examples['agent.llm.failed'];
    const error = { ...failed.error, cause: { name: 'E', message: 'm', cause: { name: 'F' } } };
    expect(problemsOf({ ...failed, error })[0]!.path).toBe('error.cause.cause.message');
  });

  it('keeps unknown fields out of its judgement', () => {
    expect(problemsOf({ ...valid, extra: () => 1, usage: { ...valid.usage, extra: 1n } })).toEqual(
      [],
    );
  });

  it('takes an explicit null for an optional field that is absent, not for a required one', () => {
    expect(problemsOf({ ...valid, runId: null, costUsd: null })).toEqual([]);
    expect(problemsOf({ ...valid, agentKey: null })).toMatchObject([
      { path: 'agentKey', found: 'null' },
    ]);
  });

  it('takes custom types, which need a payload', () => {
    const { eventId, timestamp, agentKey } = valid;
    const custom = { type: 'shop.cart.filled', eventId, timestamp, agentKey };
    expect(validateEvents({ ...custom, payload: { items: 3 } })).toMatchObject({
      accepted: 1,
      warnings: [],
    });
    expect(problemsOf(custom)).toMatchObject([{ path: 'payload' }]);
  });

  it('sees a circle, and where it closes', () => {
    const metadata: Record<string, unknown> = { a: {} };
    (metadata['a'] as Record<string, unknown>)['back'] = metadata;
    expect(problemsOf({ ...valid, metadata })).toEqual([
      { path: 'metadata.a.back', expected: 'a JSON value', found: 'a circle' },
    ]);
  });

  it('says of a field that throws when it is read which one it is', () => {
    const usage = {
      get inputTokens(): number {
        throw new Error('no');
      },
    };
    expect(problemsOf({ ...valid, usage })).toMatchObject([
      { path: 'usage.inputTokens', found: 'something that throws when it is read' },
    ]);
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(problemsOf({ ...valid, model: proxy })).toMatchObject([{ path: 'model' }]);
    expect(problemsOf(proxy)).toMatchObject([{ path: 'event' }]);
  });

  it('does not look at an error’s inherited name: JSON would not write it', () => {
    const failed = examples['agent.llm.failed'];
    expect(problemsOf({ ...failed, error: new TypeError('no') })).toMatchObject([
      { path: 'error.name', found: 'nothing' },
    ]);
  });

  it('comes to an end on events that are endless', () => {
    const failed = examples['agent.llm.failed'];
    type Branching = { name: string; message: string; errors: Branching[] };
    let error: Branching = { name: 'E', message: 'm', errors: [] };
    for (let level = 0; level < 60; level++) {
      error = { name: 'E', message: 'm', errors: [error, error] };
    }
    expect(validateEvents({ ...failed, error }).accepted).toBe(0);
    expect(validateEvents(Array.from({ length: 3 }, () => ({ ...failed, error }))).accepted).toBe(
      0,
    );
    const sparse: unknown[] = [];
    sparse.length = 2 ** 32 - 1;
    const { previews, warnings } = validateEvents(sparse);
    expect(previews).toHaveLength(100_000);
    expect(warnings).toEqual(['Only the first 100000 events were looked at.']);
  });

  it('checks every field even when a payload is very large', () => {
    const metadata = { many: Array.from({ length: 100_000 }, (_, index) => ({ index })) };
    expect(problemsOf({ ...valid, metadata, usage: 3 })).toMatchObject([{ path: 'usage' }]);
  });
});

describe('the warnings of validateEvents', () => {
  const warningsOf = (event: object, now?: number): readonly string[] =>
    validateEvents(event, now === undefined ? {} : { now }).warnings;

  it('do not make an event invalid, and name it in a batch', () => {
    const late = { ...valid, durationMs: -5 };
    expect(validateEvents([valid, late])).toMatchObject({
      accepted: 2,
      warnings: ['events[1]: durationMs is negative: was the clock set back?'],
    });
  });

  it('mention a type that is not in the catalog, and the one that was probably meant', () => {
    expect(warningsOf({ ...valid, type: 'agent.llm.complete' })).toEqual([
      'agent.llm.complete is not in the catalog: did you mean agent.llm.completed?',
    ]);
    expect(warningsOf({ ...valid, type: 'agent.dream.began' })).toEqual([
      'agent.dream.began is not in the catalog',
    ]);
    expect(warningsOf({ ...valid, type: 'tool.called', payload: {} })).toEqual([
      'tool.called is a custom type: did you mean agent.tool.called?',
    ]);
  });

  it('mention a run-bound event without a run', () => {
    expect(warningsOf(without(valid, ['runId']))).toEqual([
      'runId is missing: the event cannot be shown with its run.',
    ]);
    expect(warningsOf(without(examples['agent.error'], ['runId']))).toEqual([]);
  });

  it('mention a field that is given in both spellings', () => {
    expect(warningsOf({ ...valid, run_id: 'other' })).toEqual([
      'run_id is ignored: runId is given too.',
    ]);
  });

  it('mention a timestamp more than a day ahead of the clock they are given', () => {
    const now = Date.parse(valid.timestamp);
    expect(warningsOf(valid, now - 23 * 3_600_000)).toEqual([]);
    expect(warningsOf(valid, now - 25 * 3_600_000)).toEqual(['timestamp is in the far future.']);
    expect(warningsOf({ ...valid, timestamp: '2400-01-01T00:00:00Z' })).toEqual([
      'timestamp is in the far future.',
    ]);
  });
});
