import { describe, expect, it } from 'vitest';
import { catalog, eventTypes, type AgentEvent, type Json, type JsonObject } from '@heddle/events';
import { createPipeline, isDropped, type PipelineOptions } from '../../src/pipeline/pipeline.ts';
import { createRedactor } from '../../src/pipeline/redact.ts';
import type { EncodedEvent } from '../../src/transport/transport.ts';

const redactor = createRedactor({ environment: false });
const MARK = /^\[redacted:[\w-]+:[0-9a-f]{8}\]$/;

const base = {
  type: 'agent.tool.called',
  schemaVersion: '1.0',
  eventId: '0193a4b2-77c1-7d5e-8a9b-3f1c2d4e5f60',
  timestamp: '2026-11-21T10:00:00.000Z',
  agentKey: 'support',
  runId: 'run-1',
  sequenceNumber: 3,
  tool: { name: 'search' },
  outcome: 'completed',
  durationMs: 12.5,
};

function event(fields: object): AgentEvent {
  return { ...base, ...fields } as unknown as AgentEvent;
}

function process(fields: object, options: Partial<PipelineOptions> = {}): EncodedEvent {
  const result = createPipeline({ redactor, ...options }).process(event(fields));
  if (isDropped(result)) throw new Error(`dropped: ${result.dropped}`);
  return result as EncodedEvent & { event: AgentEvent };
}

describe('the pipeline', () => {
  it('encodes a clean event as it is', () => {
    const given = event({ input: { query: 'shoes' } });
    const encoded = createPipeline({ redactor }).process(given) as EncodedEvent;
    expect(encoded.event).toEqual(given);
    expect(encoded.json).toBe(JSON.stringify(given));
    expect(encoded.bytes).toBe(Buffer.byteLength(encoded.json));
  });

  it('cleans every field that is not an identity', () => {
    const given = {
      input: { password: 'hunter2' },
      output: 'postgres://app:hunter22@db/main',
      payloadSummary: { token: 'Zx81-not-a-word-42' },
      metadata: { nested: { apiKey: 'hunter2' } },
      error: {
        name: 'Error',
        message: 'Bearer abcdef0123456789abcdef',
        stack: 'at Bearer abcdef0123456789abcdef',
      },
      llm: { parameters: { headers: { cookie: 'sid=hunter2abc' }, max_tokens: 5 } },
      toolCalls: [{ name: 'login', arguments: { secret: 'hunter2' } }],
      stepName: 'connect to redis://:hunter22@cache',
      somethingNew: { password: 'hunter2' },
    };
    const { json } = process(given);
    expect(json).not.toMatch(/hunter2|abcdef0123456789|not-a-word/);
    expect(json).toContain('"max_tokens":5');
  });

  it('never hides a field of the catalog for its name', () => {
    for (const type of eventTypes) {
      for (const field of Object.keys(catalog[type].fields)) {
        const given = { [field]: 'Zx81-not-a-word-42' };
        expect(redactor.redact(given), `${type} ${field}`).toBe(given);
      }
    }
  });

  it('leaves identities alone, even where they look like secrets', () => {
    const sessionId = `user-${['gh', 'p_', 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6'].join('')}`;
    expect(process({ sessionId }).event.sessionId).toBe(sessionId);
  });

  it('cuts what is too large after it is clean', () => {
    const text = 'word password: hunter22 '.repeat(30_000);
    const { bytes, event: cut, json } = process({ input: { text } });
    expect(bytes).toBeLessThanOrEqual(256 * 1024);
    expect(json).not.toContain('hunter22');
    expect((cut as unknown as JsonObject)['payloadSummary']).toEqual({
      truncated: { input: expect.any(Number) },
    });
    expect(
      process({ input: 'word '.repeat(1000) }, { limits: { eventBytes: 2000 } }).bytes,
    ).toBeLessThanOrEqual(2000);
  });

  it('drops with a reason what cannot be encoded, and counts it once', () => {
    const counted: string[] = [];
    const count = (reason: string): void => void counted.push(reason);
    const tiny = createPipeline({ redactor, count, limits: { eventBytes: 100 } });
    expect(tiny.process(event({}))).toEqual({ dropped: 'too_large' });
    const broken = { ...base, sequenceNumber: 1n } as unknown as AgentEvent;
    expect(createPipeline({ redactor, count }).process(broken)).toEqual({
      dropped: 'serialise_error',
    });
    const failing = (): never => {
      throw new Error('no');
    };
    expect(createPipeline({ redactor, count: failing }).process(broken)).toEqual({
      dropped: 'serialise_error',
    });
    expect(counted).toEqual(['too_large', 'serialise_error']);
  });

  it('keeps values that nobody captured, tagged', () => {
    const metadata = {
      when: new Date(0),
      big: 1n,
      fn() {},
      map: new Map([['password', 'hunter2']]),
      secrets: new Map([['a', 'hunter2']]),
    };
    expect(process({ metadata }).event).toMatchObject({
      metadata: {
        when: '1970-01-01T00:00:00.000Z',
        big: '[bigint 1]',
        fn: '[function fn]',
        map: { '[Map]': { password: expect.stringMatching(MARK) } },
        secrets: expect.stringMatching(MARK),
      },
    });
  });
});

describe('the enrich hook', () => {
  it('adds to the event, and what it adds is cleaned', () => {
    const enrich = (): object => ({
      metadata: { region: 'eu', apiKey: 'hunter2', at: new Date(0) },
    });
    const { event: enriched } = process({}, { enrich: enrich as () => JsonObject });
    expect(enriched.metadata).toEqual({
      region: 'eu',
      apiKey: expect.stringMatching(MARK),
      at: '1970-01-01T00:00:00.000Z',
    });
  });

  it('cannot change what identifies the event', () => {
    const enrich = (): JsonObject => ({
      eventId: 'x',
      runId: 'y',
      sequenceNumber: 9,
      environment: 'test',
    });
    expect(process({}, { enrich }).event).toMatchObject({ ...base, environment: 'test' });
  });

  it('drops nothing when it throws, and drops the event when it says so', () => {
    const errors: unknown[] = [];
    const enrich = (): never => {
      throw new Error('no');
    };
    const onHookError = (error: unknown): void => void errors.push(error);
    expect(process({ input: 1 }, { enrich, onHookError }).event).toMatchObject({
      ...base,
      input: 1,
    });
    expect(errors).toEqual([new Error('no')]);
    const dropping = createPipeline({ redactor, enrich: () => null });
    expect(dropping.process(event({}))).toEqual({ dropped: 'hook' });
  });
});

describe('hooks of the redactor', () => {
  const fields = {
    input: { a: 1 },
    metadata: { b: 2 },
    error: { name: 'Error', message: 'x' },
    toolCalls: [{ name: 't' }],
    usage: { inputTokens: 5 },
  };

  it('get payload only, and hide it in its own shape when they fail', () => {
    const seen: string[] = [];
    const failing = createRedactor({
      environment: false,
      hook(_, path): Json {
        seen.push(path);
        throw new Error('no');
      },
    });
    const { event: hidden } = process(fields, { redactor: failing });
    expect(seen).toEqual(['input', 'metadata', 'error', 'toolCalls']);
    expect(hidden).toMatchObject({
      ...base,
      input: { redacted: '[redacted:error]' },
      metadata: { redacted: '[redacted:error]' },
      error: { name: '[redacted:error]', message: '[redacted:error]' },
      toolCalls: [],
      usage: { inputTokens: 5 },
    });
  });

  it('may be asynchronous: then the event is finished off the path', async () => {
    const slow = createRedactor({ environment: false, asyncHook: async () => ({ seen: true }) });
    const pipeline = createPipeline({ redactor: slow, enrich: () => ({ metadata: { c: 3 } }) });
    expect(pipeline.isAsync).toBe(true);
    const encoded = (await pipeline.processAsync(event(fields))) as EncodedEvent;
    expect(encoded.event).toMatchObject({
      ...base,
      input: { seen: true },
      metadata: { seen: true },
      usage: { inputTokens: 5 },
    });
    expect(createPipeline({ redactor }).isAsync).toBe(false);
    const dropping = createPipeline({ redactor: slow, enrich: () => null });
    expect(await dropping.processAsync(event({}))).toEqual({ dropped: 'hook' });
  });
});
