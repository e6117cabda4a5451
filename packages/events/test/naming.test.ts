import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventTypes, normalizeEvent, toSnakeCase } from '@heddle/events';
import { examples } from '@heddle/events/examples';

describe('normalizeEvent', () => {
  it.each(eventTypes)('leads %s back from snake_case', (type) => {
    expect(normalizeEvent(toSnakeCase(examples[type]))).toEqual(examples[type]);
    expect(normalizeEvent(examples[type])).toEqual(examples[type]);
  });

  it('leaves the keys of the host alone, and unknown fields', () => {
    const event = {
      type: 'agent.llm.called',
      agent_key: 'a',
      metadata: { user_id: 1, runId: 2 },
      payload_summary: { deep_key: { deeper_key: 1 } },
      input: [{ tool_call_id: 'x' }],
      llm: { parameters: { max_tokens: 5 }, unknown_field: 1 },
      some_field: 1,
    };
    expect(normalizeEvent(event)).toEqual({
      type: 'agent.llm.called',
      agentKey: 'a',
      metadata: { user_id: 1, runId: 2 },
      payloadSummary: { deep_key: { deeper_key: 1 } },
      input: [{ tool_call_id: 'x' }],
      llm: { parameters: { max_tokens: 5 }, unknown_field: 1 },
      some_field: 1,
    });
  });

  it('knows fields at any depth: in lists, in records, in the causes of causes', () => {
    expect(
      normalizeEvent({
        type: 'agent.error',
        error: { request_id: '1', cause: { errors: [{ request_id: '2' }] } },
      }),
    ).toEqual({
      type: 'agent.error',
      error: { requestId: '1', cause: { errors: [{ requestId: '2' }] } },
    });
    expect(
      normalizeEvent({
        type: 'agent.guardrail.evaluated',
        decision: { policy_decision: 'allow', matched_guardrails: [{ key: 'some_key' }] },
      }),
    ).toEqual({
      type: 'agent.guardrail.evaluated',
      decision: { policyDecision: 'allow', matchedGuardrails: [{ key: 'some_key' }] },
    });
  });

  it('takes explicit nulls away where nothing needs to be said, and only there', () => {
    expect(
      normalizeEvent({
        type: 'agent.run.completed',
        run_id: null,
        agent_key: null,
        output: null,
        run: { name: 'a', role: null },
      }),
    ).toEqual({ type: 'agent.run.completed', agentKey: null, output: null, run: { name: 'a' } });
  });

  it('prefers camelCase when both spellings are given, and loses neither', () => {
    expect(normalizeEvent({ type: 'agent.error', runId: 'a', run_id: 'b' })).toEqual({
      type: 'agent.error',
      runId: 'a',
      run_id: 'b',
    });
    expect(normalizeEvent({ type: 'agent.error', runId: null, run_id: 'b' })).toEqual({
      type: 'agent.error',
      runId: 'b',
    });
  });

  it('knows the envelope of custom types, and leaves their payload alone', () => {
    expect(normalizeEvent({ type: 'shop.sold', run_id: 'a', payload: { item_id: 1 } })).toEqual({
      type: 'shop.sold',
      runId: 'a',
      payload: { item_id: 1 },
    });
  });

  it('does not change what it is given, nor any prototype', () => {
    const event = JSON.parse('{"type":"agent.error","run_id":"a","__proto__":{"polluted":1}}');
    const before = JSON.stringify(event);
    const after = normalizeEvent(event as object);
    expect(JSON.stringify(event)).toBe(before);
    expect(Object.getPrototypeOf(after)).toBe(Object.prototype);
    expect(JSON.stringify(after)).toContain('"__proto__":{"polluted":1}');
  });

  it('is idempotent, whatever the event holds', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...eventTypes),
        fc.dictionary(fc.constantFrom('runId', 'run_id', 'error', 'run', 'x_y'), fc.jsonValue()),
        (type, fields) => {
          const once = normalizeEvent({ ...examples[type], ...fields });
          expect(normalizeEvent(once)).toEqual(once);
        },
      ),
    );
  });

  it('comes back from a circle of causes', () => {
    const error: Record<string, unknown> = { name: 'E', message: 'm' };
    error['cause'] = error;
    expect(normalizeEvent({ type: 'agent.error', error })).toMatchObject({
      error: { cause: { cause: { name: 'E' } } },
    });
  });
});

describe('toSnakeCase', () => {
  it('spells the known fields as the seeds’ wires do', () => {
    const { metadata, ...event } = toSnakeCase({
      ...examples['agent.action.completed'],
      metadata: { orderId: 1 },
    });
    expect(metadata).toEqual({ orderId: 1 });
    expect(event).toMatchObject({
      agent_key: 'support-desk',
      session_sequence_number: 12,
      duration_ms: 1352,
      tool: { risk_level: 'high' },
      resource: { external_id: 'pay_93' },
    });
    expect(Object.keys(event).filter((key) => /[A-Z]/.test(key))).toEqual([]);
  });
});
