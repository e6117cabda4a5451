import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import * as zlib from 'node:zlib';
import { toSnakeCase, type AgentEvent } from '@heddle/events';
import { describe, expect, it } from 'vitest';
import { call, startCollector } from '../support/collector.ts';
import { noon, story } from '../support/events.ts';

describe('POST /v1/events', () => {
  it('keeps a batch and says what became of each event', async () => {
    const collector = await startCollector();
    const events = story({ runId: 'r1' });
    const sent = await call(collector, 'POST', '/v1/events', {
      body: { events: [...events, { ...events[0], agentKey: 'other' }, { type: 'nonsense' }] },
      headers: { 'idempotency-key': 'batch-7' },
    });
    expect(sent.status).toBe(200);
    expect(sent.body).toMatchObject({ batchId: 'batch-7', accepted: 12, rejected: 2 });
    expect(sent.body.results.slice(0, 12)).toEqual(
      events.map(({ eventId }, index) => ({ index, id: eventId, status: 'stored' })),
    );
    expect(sent.body.results[12]).toMatchObject({ index: 12, status: 'conflict' });
    expect(sent.body.results[13]).toMatchObject({ index: 13, status: 'invalid' });
    expect(sent.body.results[13].reason).toContain('agentKey');
    const again = await call(collector, 'POST', '/v1/events', { body: { events } });
    expect(again.body).toMatchObject({ accepted: 12, rejected: 0 });
    expect(new Set(again.body.results.map(({ status }: { status: string }) => status))).toEqual(
      new Set(['duplicate']),
    );
    const quarantine = await call(collector, 'GET', '/v1/quarantine');
    expect(quarantine.body.items.map(({ reason }: { reason: string }) => reason).sort()).toEqual([
      'conflict',
      'invalid',
    ]);
  });

  it('takes a list, a single event, NDJSON, snake_case, and the other address', async () => {
    const collector = await startCollector();
    const events = story({ runId: 'r1', rounds: 0 });
    const [first, last] = events as [AgentEvent, AgentEvent];
    const post = async (path: string, body: unknown, type?: string): Promise<unknown> => {
      const { status, body: answer } = await call(collector, 'POST', path, {
        body,
        ...(type === undefined ? {} : { headers: { 'content-type': type } }),
      });
      return { status, results: answer.results, single: answer.event_id };
    };
    const stored = (event: AgentEvent): object => ({
      status: 200,
      results: [{ index: 0, id: event.eventId, status: 'stored' }],
    });
    expect(await post('/v1/events', [first])).toMatchObject(stored(first));
    expect(await post('/v1/events', last)).toMatchObject({
      ...stored(last),
      single: last.eventId,
    });
    const [third, fourth] = story({ runId: 'r2', rounds: 0, seed: 2 }) as [AgentEvent, AgentEvent];
    expect(
      await post('/v1/events/batch', `${JSON.stringify(third)}\n\n`, 'application/x-ndjson'),
    ).toMatchObject(stored(third));
    expect(await post('/v1/events', { events: [toSnakeCase(fourth)] })).toMatchObject(
      stored(fourth),
    );
    expect((await call(collector, 'GET', '/v1/runs/r2')).body).toMatchObject({
      status: 'completed',
      events: 2,
    });
  });

  it('reads every encoding it names, and no other', async () => {
    const collector = await startCollector();
    const zstd = (zlib as { zstdCompressSync?: (bytes: Buffer) => Buffer }).zstdCompressSync;
    const encoders: Record<string, ((bytes: Buffer) => Buffer) | undefined> = {
      gzip: gzipSync,
      'x-gzip': gzipSync,
      deflate: deflateSync,
      br: brotliCompressSync,
      identity: (bytes) => bytes,
      ...(zstd === undefined ? {} : { zstd }),
    };
    let seed = 10;
    for (const [encoding, encode] of Object.entries(encoders)) {
      const bytes = Buffer.from(JSON.stringify({ events: story({ seed: seed++ }) }));
      const { status, body } = await call(collector, 'POST', '/v1/events', {
        body: encode?.(bytes),
        headers: { 'content-encoding': encoding },
      });
      expect({ encoding, status, accepted: body.accepted }).toEqual({
        encoding,
        status: 200,
        accepted: 12,
      });
    }
    for (const encoding of ['compress', 'gzip, gzip', 'constructor', ...(zstd ? [] : ['zstd'])]) {
      const { status, headers, body } = await call(collector, 'POST', '/v1/events', {
        body: gzipSync('{}'),
        headers: { 'content-encoding': encoding },
      });
      expect({ encoding, status }).toEqual({ encoding, status: 415 });
      expect(headers.get('accept-encoding')).toContain('gzip');
      expect(body.error.code).toBe('unsupported_encoding');
    }
  });

  it('gives events without an id one that stays the same when the batch comes again', async () => {
    const collector = await startCollector();
    const track = {
      type: 'my.event',
      agent_key: 'a',
      payload: { clicks: 1 },
    };
    const body = { events: [track, track] };
    const first = await call(collector, 'POST', '/v1/events', { body });
    const ids = first.body.results.map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(2);
    const second = await call(collector, 'POST', '/v1/events', { body });
    expect(second.body.results).toEqual([
      { index: 0, id: ids[0], status: 'duplicate' },
      { index: 1, id: ids[1], status: 'duplicate' },
    ]);
    const other = await call(collector, 'POST', '/v1/events', {
      body,
      headers: { 'idempotency-key': 'another-batch' },
    });
    expect(other.body.results.map(({ status }: { status: string }) => status)).toEqual([
      'stored',
      'stored',
    ]);
  });

  it('keeps the neighbours of an event that is too large, too deep or no JSON', async () => {
    const collector = await startCollector({ limits: { bytesPerEvent: 2_000 } });
    const [good, other] = story({ runId: 'r1', rounds: 0 }).map((event) => JSON.stringify(event));
    const large = JSON.stringify({
      type: 'my.large',
      agentKey: 'a',
      payload: { text: 'x'.repeat(3_000) },
    });
    const { body } = await call(collector, 'POST', '/v1/events', {
      body: `{"source":"test","events":[${good}, {"type":nope}, ${large} ,${other},]}`,
    });
    expect(body.results.map(({ status }: { status: string }) => status)).toEqual([
      'stored',
      'invalid',
      'too_large',
      'stored',
      'invalid',
    ]);
    const deep = `${'['.repeat(70)}${']'.repeat(70)}`;
    const lines = await call(collector, 'POST', '/v1/events', {
      body: `${good}\n{"type":"my.deep","agentKey":"a","payload":{"x":${deep}}}\n`,
      headers: { 'content-type': 'application/x-ndjson' },
    });
    expect(lines.body.results.map(({ status }: { status: string }) => status)).toEqual([
      'duplicate',
      'invalid',
    ]);
  });

  it('takes one AgentMetrics run by its body, and a batch of them, and knows a retry', async () => {
    const collector = await startCollector();
    const run = {
      trace_id: 'a3f1c2d4-e5b6-7890-abcd-ef1234567890',
      agent_id: 'my-agent',
      status: 'failed',
      duration_ms: 3412,
      input_tokens: 1240,
      output_tokens: 340,
      cache_read_tokens: 800,
      model: 'claude-opus-4-5',
      cost_usd: 0.00892,
      error: 'timeout',
      tool_calls: 2,
      environment: 'production',
      metadata: { scores: { relevance: 0.92 } },
    };
    const single = await call(collector, 'POST', '/v1/events', { body: run });
    expect(single.body).toMatchObject({
      status: 'accepted',
      data: { accepted: 1, rejected: 0 },
      results: [{ status: 'stored' }],
    });
    expect(single.body.event_id).toMatch(/^[0-9a-f-]{36}$/);
    const again = await call(collector, 'POST', '/v1/events', { body: run });
    expect(again.body.accepted).toBe(1);
    const batch = await call(collector, 'POST', '/v1/events/batch', {
      body: { events: [{ ...run, trace_id: 'other', status: 'success', error: null }] },
    });
    expect(batch.body).toMatchObject({ accepted: 1 });
    expect((await call(collector, 'GET', `/v1/runs/${run.trace_id}`)).body).toMatchObject({
      agentKey: 'my-agent',
      status: 'failed',
      errorMessage: 'timeout',
      durationMs: 3412,
      models: ['claude-opus-4-5'],
      totals: { inputTokens: 1240, outputTokens: 340, cachedInputTokens: 800, costUsd: 0.00892 },
    });
  });

  it('validates without keeping anything', async () => {
    const collector = await startCollector();
    const events = [...story({ rounds: 0 }), { type: 'agent.tool.called' }];
    const { status, body } = await call(collector, 'POST', '/v1/events/validate', {
      body: { events },
    });
    expect(status).toBe(200);
    expect(body.accepted).toBe(2);
    expect(
      body.previews.map((preview: { validation_status: string }) => preview.validation_status),
    ).toEqual(['valid', 'valid', 'invalid']);
    expect((await call(collector, 'GET', '/v1/runs')).body.items).toEqual([]);
  });

  it('keeps late events and gaps, and shows them', async () => {
    const collector = await startCollector();
    const events = story({ runId: 'r1' });
    const post = (batch: unknown): Promise<unknown> =>
      call(collector, 'POST', '/v1/events', { body: { events: batch } });
    await post(events.slice(5));
    await post(events.slice(0, 3));
    const { body } = await call(collector, 'GET', '/v1/delivery');
    expect(body).toMatchObject({
      received: { stored: 10 },
      gaps: { runs: 1, missingEvents: 2, worst: [{ runId: 'r1', missing: 2 }] },
      late: 3,
      queue: { events: 0 },
      store: { status: 'ok', engine: 'sqlite', events: 10, runs: 1 },
    });
    const run = await call(collector, 'GET', '/v1/runs/r1');
    expect(run.body.gaps).toEqual([{ from: 4, to: 5 }]);
  });

  it('measures how late events are by its own clock', async () => {
    const collector = await startCollector({ now: () => noon + 2_000 });
    await call(collector, 'POST', '/v1/events', { body: { events: story({ rounds: 0 }) } });
    const { body } = await call(collector, 'GET', '/v1/delivery');
    expect(body.lag.samples).toBe(2);
    expect(body.lag.maxMs).toBe(2_000);
    expect(body.lag.p50Ms).toBeGreaterThan(1_700);
    expect(body.lag.p50Ms).toBeLessThan(2_100);
  });
});
