import { describe, expect, test } from 'vitest';
import { createBuffer, type QueuedEvent } from '../../src/buffer/buffer.ts';
import { encodedEvent } from './encoded-events.ts';

let order = 0;
function entry(type?: string, bytes?: number): QueuedEvent {
  return { encoded: encodedEvent(type, bytes), order: ++order };
}

const roomy = { maxBytes: 1_000_000, maxEvents: 1000 };

describe('order', () => {
  test('gives events back in the order of arrival, whatever their class', () => {
    const buffer = createBuffer(roomy);
    const entries = [
      entry('agent.run.started'),
      entry('agent.llm.called'),
      entry('agent.tool.called'),
      entry('agent.llm.called'),
      entry('agent.run.completed'),
    ];
    for (const one of entries) buffer.push(one);
    expect(buffer.oldestOrder).toBe(entries[0]?.order);
    expect(buffer.take(2, 1e6)).toEqual(entries.slice(0, 2));
    expect(buffer.take(9, 1e6)).toEqual(entries.slice(2));
    expect(buffer.oldestOrder).toBe(Infinity);
  });

  test('takes as many as fit into the bytes asked for, but always one', () => {
    const buffer = createBuffer(roomy);
    const [a, b, c] = [entry(undefined, 500), entry(undefined, 500), entry(undefined, 500)];
    for (const one of [a, b, c]) buffer.push(one);
    expect(buffer.take(9, a.encoded.bytes + b.encoded.bytes)).toEqual([a, b]);
    expect(buffer.take(9, 1)).toEqual([c]);
    expect(buffer.take(9, 1)).toEqual([]);
  });
});

describe('bounds', () => {
  test('counts what is being sent until it is released', () => {
    const one = entry(undefined, 600);
    const buffer = createBuffer({ maxBytes: 1000, maxEvents: 10 });
    buffer.push(one);
    expect(buffer.fits(one.encoded.bytes)).toBe(false);
    const taken = buffer.take(1, 1e6);
    expect(buffer.bytes).toBe(0);
    expect(buffer.fits(one.encoded.bytes)).toBe(false);
    buffer.release(taken);
    expect(buffer.fits(one.encoded.bytes)).toBe(true);
  });

  test('counts events too, however small', () => {
    const buffer = createBuffer({ maxBytes: 1e9, maxEvents: 2 });
    buffer.push(entry());
    expect(buffer.fits(1)).toBe(true);
    buffer.push(entry());
    expect(buffer.fits(1)).toBe(false);
  });
});

describe('who has to go', () => {
  test('details first, then normal events, ends of runs last; the oldest of each', () => {
    const buffer = createBuffer(roomy);
    const run = entry('agent.run.started');
    const [tool, later] = [entry('agent.tool.called'), entry('agent.tool.called')];
    const detail = entry('agent.llm.called');
    for (const one of [run, tool, detail, later]) buffer.push(one);
    const boundary = encodedEvent('agent.error');
    const shed = [1, 2, 3, 4, 5].map(() => buffer.shed(boundary));
    expect(shed).toEqual([detail, tool, later, run, undefined]);
    expect(buffer.bytes).toBe(0);
  });

  test('a detail never pushes out what matters more', () => {
    const buffer = createBuffer(roomy);
    buffer.push(entry('agent.tool.called'));
    expect(buffer.shed(encodedEvent('agent.llm.called'))).toBeUndefined();
    expect(buffer.events).toBe(1);
  });

  test("the host's own events count as normal", () => {
    const buffer = createBuffer(roomy);
    const custom = entry('checkout.paid');
    buffer.push(custom);
    expect(buffer.shed(encodedEvent('agent.llm.called'))).toBeUndefined();
    expect(buffer.shed(encodedEvent('agent.tool.called'))).toBe(custom);
  });
});

test('ten thousand pushes and takes in turn stay in order and leave nothing behind', () => {
  const buffer = createBuffer({ maxBytes: 1e9, maxEvents: 1e6 });
  const seen: number[] = [];
  for (let turn = 0; turn < 5000; turn++) {
    buffer.push(entry());
    buffer.push(entry('agent.llm.called'));
    const taken = buffer.take(1, 1e6);
    seen.push(...taken.map((one) => one.order));
    buffer.release(taken);
  }
  seen.push(...buffer.take(1e6, 1e9).map((one) => one.order));
  expect(seen).toHaveLength(10_000);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
});
