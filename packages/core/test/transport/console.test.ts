import type { AnyEvent } from '@heddle/events';
import { describe, expect, test } from 'vitest';
import { console } from '../../src/transport/console/console.ts';
import { plain, wantsColor } from '../../src/transport/console/terminal.ts';
import { encoded } from '../buffer/encoded-events.ts';
import { transportContract } from '@heddle/testing/vitest';

function screen(isTTY = false) {
  const lines: string[] = [];
  return { isTTY, lines, write: (text: string) => void lines.push(text) };
}

function shown(events: readonly object[], color = false): string {
  const stream = screen();
  const batch = events.map((event, index) =>
    encoded({
      eventId: `${index}`,
      timestamp: '2026-11-21T12:00:01.482Z',
      agentKey: 'support',
      sequenceNumber: index + 1,
      ...event,
    } as unknown as AnyEvent),
  );
  void console({ stream, color }).send({ id: 'b', events: batch, bytes: 0, attempt: 1, sentAt: 0 });
  return stream.lines.join('');
}

transportContract(() => ({ transport: console({ stream: screen() }) }), { synchronous: true });

test('a run reads as a story: order, nesting, how it went, what it took', () => {
  const model = { name: 'gpt-4.1' };
  const text = shown([
    { type: 'agent.run.started', spanId: 'a', run: { name: 'answer' } },
    {
      type: 'agent.workflow.step.started',
      spanId: 'b',
      parentSpanId: 'a',
      step: { key: 'plan' },
      stepKey: 'plan',
    },
    { type: 'agent.llm.called', spanId: 'c', parentSpanId: 'b', model },
    {
      type: 'agent.llm.completed',
      spanId: 'c',
      parentSpanId: 'b',
      model,
      outcome: 'completed',
      usage: { inputTokens: 1240, outputTokens: 340 },
      costUsd: 0.0089,
      durationMs: 1234.5,
    },
    {
      type: 'agent.guardrail.evaluated',
      spanId: 'd',
      parentSpanId: 'b',
      tool: { name: 'refund' },
      decision: { effectiveDecision: 'block', reason: 'refunds over 100' },
    },
    {
      type: 'agent.tool.called',
      spanId: 'd',
      parentSpanId: 'b',
      tool: { name: 'refund' },
      outcome: 'blocked',
      durationMs: 3.2,
    },
    { type: 'agent.error', spanId: 'a', error: { name: 'GuardBlockedError', message: 'no' } },
    {
      type: 'agent.run.completed',
      spanId: 'a',
      run: { name: 'answer' },
      outcome: 'completed',
      durationMs: 75_000,
      totals: { inputTokens: 1240, outputTokens: 340, costUsd: 0.0089 },
    },
    { type: 'agent.approval.requested', tool: { name: 'refund' }, approval: { status: 'pending' } },
    { type: 'agent.outcome.recorded', outcomeType: 'ticket_solved', value: 12.5, currency: 'EUR' },
    { type: 'checkout.paid', payload: {} },
  ]);
  expect(text).toMatchInlineSnapshot(`
    "12:00:01.482    1 ▸ run.started answer
    12:00:01.482    2   ▸ workflow.step.started plan
    12:00:01.482    3     ▸ llm.called gpt-4.1
    12:00:01.482    4     ✓ llm.completed gpt-4.1 1.2 s  1,240→340 tok  $0.0089
    12:00:01.482    5     ⊘ guardrail.evaluated refund block  refunds over 100
    12:00:01.482    6     ⊘ tool.called refund blocked  3.2 ms
    12:00:01.482    7 ✗ error GuardBlockedError: no
    12:00:01.482    8 ✓ run.completed answer 1 min 15 s  1,240→340 tok  $0.0089
    12:00:01.482    9 ? approval.requested refund pending
    12:00:01.482   10 ✓ outcome.recorded ticket_solved 12.5 EUR
    12:00:01.482   11 · checkout.paid
    "
  `);
});

describe('colour', () => {
  test('is for terminals, unless the environment says otherwise', () => {
    expect(wantsColor({ isTTY: true }, {})).toBe(true);
    expect(wantsColor({ isTTY: false }, {})).toBe(false);
    expect(wantsColor({ isTTY: true }, { NO_COLOR: '1' })).toBe(false);
    expect(wantsColor({ isTTY: true }, { NO_COLOR: '' })).toBe(true);
    expect(wantsColor({ isTTY: true }, { TERM: 'dumb' })).toBe(false);
    expect(wantsColor({ isTTY: false }, { FORCE_COLOR: '1' })).toBe(true);
  });

  test('is the only use of escapes, and ends where it began', () => {
    const event = { type: 'agent.run.started', run: { name: 'answer' } };
    const colored = shown([event], true);
    expect(colored).toContain('\u001b[36m▸\u001b[39m');
    // oxlint-disable-next-line no-control-regex
    expect(colored.replaceAll(/\u001b\[\d+m/g, '')).toBe(shown([event]));
  });
});

describe('what a payload says is only shown', () => {
  test('every control character of C0 and C1, and those that reorder text', () => {
    const codes = [...Array(32).keys(), ...Array.from({ length: 33 }, (_, i) => 0x7f + i)];
    const hostile = [...codes, 0x202e, 0x2066, 0x2028].map((code) => String.fromCharCode(code));
    // oxlint-disable-next-line no-control-regex
    const control = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u2028\u2029]/;
    for (const character of hostile) expect(plain(`a${character}b`, 10)).not.toMatch(control);
  });

  test.each(['type', 'name', 'message', 'timestamp'])('in its %s', (field) => {
    const evil = '\u001b]52;c;ZXZpbA==\u0007\u001b[2J\u009b31m';
    const text = shown([
      {
        type: field === 'type' ? evil : 'agent.error',
        timestamp: field === 'timestamp' ? `2026-11-2${evil}` : '2026-11-21T12:00:01.482Z',
        tool: { name: field === 'name' ? evil : 'x' },
        error: { name: 'Error', message: field === 'message' ? evil : 'x' },
      },
    ]);
    // oxlint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(text.split('\n')).toHaveLength(2);
  });

  test('and cut where it is long', () => {
    const text = shown([{ type: 'agent.error', error: { name: 'E', message: 'x'.repeat(1e6) } }]);
    expect(text.length).toBeLessThan(400);
  });
});

test('a reader that went away does not take the host along', async () => {
  const { EventEmitter } = await import('node:events');
  const stream = Object.assign(new EventEmitter(), {
    write(_text: string, done?: () => void) {
      stream.emit('error', new Error('EPIPE'));
      done?.();
    },
  });
  const transport = console({ stream });
  const batch = { id: 'b', events: [], bytes: 0, attempt: 1, sentAt: 0 };
  expect(transport.send(batch)).toEqual({ status: 'delivered' });
  expect(stream.listenerCount('error')).toBe(0);
});
