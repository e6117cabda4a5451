import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDelivery } from '../../src/buffer/delivery.ts';
import { multi } from '../../src/transport/multi.ts';
import type { Batch, SendResult } from '../../src/transport/transport.ts';
import { expectConserved } from './conservation.ts';
import { encodedEvent } from './encoded-events.ts';
import { handWorld, settled } from './hand-world.ts';
import { scripted } from './scripted-transport.ts';

const result = fc.oneof(
  fc.constant<SendResult>({ status: 'delivered' }),
  fc.record({
    status: fc.constant('retry' as const),
    reason: fc.constant('busy'),
    suspect: fc.boolean(),
    pause: fc.boolean(),
  }),
  fc.constant<SendResult>({ status: 'too_large', reason: 'large' }),
  fc.constant<SendResult>({ status: 'refused', reason: 'no' }),
  fc
    .array(
      fc.constantFrom<'stored' | 'duplicate' | 'retry' | 'refused'>(
        'stored',
        'duplicate',
        'retry',
        'refused',
      ),
      { maxLength: 12 },
    )
    .map((statuses): SendResult => ({
      status: 'partial',
      results: statuses.map((status) =>
        status === 'refused' ? { status, reason: 'no' } : { status },
      ),
    })),
);
const answer = fc.record({ result, mode: fc.constantFrom('now', 'later', 'never', 'throw') });

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('accept'), count: fc.integer({ min: 1, max: 30 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('advance'),
      count: fc.integer({ min: 0, max: 400_000 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('flush', 'drain'),
      count: fc.integer({ min: 0, max: 20_000 }),
    }),
  },
);
const types = [
  'agent.run.started',
  'agent.tool.called',
  'agent.llm.called',
  'agent.telemetry.dropped',
];

test('every event is delivered, waiting or counted, at every moment of every story', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 25 }),
      fc.array(answer, { maxLength: 60 }),
      fc.integer({ min: 8, max: 60 }),
      async (steps, answers, maxEvents) => {
        const world = handWorld();
        let asked = 0;
        const respond = (_batch: Batch): SendResult | Promise<SendResult> => {
          const next = answers[asked++];
          if (!next) return { status: 'delivered' };
          if (next.mode === 'throw') throw new Error('broken');
          if (next.mode === 'never') return new Promise(() => {});
          return next.mode === 'now' ? next.result : settled().then(() => next.result);
        };
        const transports = [scripted(respond), scripted(respond)];
        const delivery = createDelivery({
          transport: multi(transports),
          runtime: world.runtime,
          buffer: { maxEvents },
          batch: { maxEvents: 10 },
        });
        const accepted = new Set<string>();
        let emitted = 0;
        const flushes: Promise<unknown>[] = [];
        for (const { do: what, count } of steps) {
          if (what === 'accept') {
            for (let i = 0; i < count; i++) {
              const event = encodedEvent(types[(emitted + i) % types.length]);
              accepted.add(event.event.eventId);
              delivery.accept(event);
            }
            emitted += count;
          }
          if (what === 'advance') await world.advance(count);
          if (what === 'flush') flushes.push(delivery.flush(count));
          if (what === 'drain') delivery.drain();
          expectConserved(delivery);
        }
        const ended = delivery.shutdown(60_000);
        await world.advance(200_000);
        await Promise.all([ended, ...flushes]);
        expectConserved(delivery);
        expect(delivery.diagnostics().queue).toEqual({ events: 0, bytes: 0 });
        expect(world.timers).toBe(0);
        for (const [index, { stored }] of transports.entries()) {
          // Whatever is counted as delivered was said yes to, once, and nothing was made up.
          expect(stored.every((id) => accepted.has(id))).toBe(true);
          const counted = delivery.diagnostics().destinations[index]?.delivered;
          expect(new Set(stored).size).toBeGreaterThanOrEqual(counted ?? -1);
        }
      },
    ),
    { numRuns: 150 },
  );
});
