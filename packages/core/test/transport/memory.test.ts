import { describe, expect, test } from 'vitest';
import { memory } from '../../src/transport/memory.ts';
import { noop } from '../../src/transport/noop.ts';
import { batchOf, transportContract } from '@heddle/testing/vitest';

describe('memory', () => {
  transportContract(
    () => {
      const transport = memory();
      return { transport, arrived: () => transport.events.map((event) => JSON.stringify(event)) };
    },
    { synchronous: true },
  );

  test('finds events by their type', () => {
    const transport = memory();
    transport.send(batchOf(2));
    expect(transport.ofType('agent.run.started').map(({ run }) => run.name)).toEqual([
      'answer',
      'answer',
    ]);
    expect(transport.ofType('checkout.paid')).toEqual([]);
  });

  test('forgets the oldest beyond its bound, and says how many', () => {
    const transport = memory({ maxEvents: 3 });
    transport.send(batchOf(5));
    expect(transport.events.map((event) => event.sequenceNumber)).toEqual([3, 4, 5]);
    expect(transport.forgotten).toBe(2);
    transport.clear();
    expect(transport).toMatchObject({ events: [], forgotten: 0 });
  });
});

describe('noop', () => {
  transportContract(() => ({ transport: noop() }), { synchronous: true });
});
