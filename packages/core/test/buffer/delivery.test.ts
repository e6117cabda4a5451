import { describe, expect, test } from 'vitest';
import { createDelivery, type DeliveryOptions } from '../../src/buffer/delivery.ts';
import { multi } from '../../src/transport/multi.ts';
import type { SendResult } from '../../src/transport/transport.ts';
import { expectConserved } from './conservation.ts';
import { encodedEvent, encodedEvents } from './encoded-events.ts';
import { handWorld, settled } from './hand-world.ts';
import { delivered, idsOf, retry, scripted } from './scripted-transport.ts';

function deliveryTo(
  transport: DeliveryOptions['transport'],
  options: Partial<DeliveryOptions> = {},
) {
  const world = handWorld();
  const delivery = createDelivery({ transport, runtime: world.runtime, ...options });
  const acceptAll = (events: readonly ReturnType<typeof encodedEvent>[]): void => {
    for (const event of events) delivery.accept(event);
  };
  return { world, delivery, acceptAll, one: () => delivery.diagnostics().destinations[0] };
}

describe('batches', () => {
  test('leave after a second, all together', async () => {
    const transport = scripted(async () => delivered);
    const { world, delivery, acceptAll } = deliveryTo(transport);
    const events = encodedEvents(3);
    acceptAll(events);
    await world.advance(999);
    expect(transport.batches).toHaveLength(0);
    await world.advance(1);
    expect(transport.batches).toHaveLength(1);
    expect(transport.stored).toEqual(idsOf(events));
    expectConserved(delivery, 3);
  });

  test('leave at once when they are full, by number', async () => {
    const transport = scripted(async () => delivered);
    const { acceptAll } = deliveryTo(transport, { batch: { maxEvents: 10 } });
    acceptAll(encodedEvents(25));
    await settled();
    expect(transport.batches.map(({ events }) => events.length)).toEqual([10, 10]);
  });

  test('leave at once when they are full, by bytes, and stay below them', async () => {
    const transport = scripted(async () => delivered);
    const { acceptAll } = deliveryTo(transport, { batch: { maxBytes: 10_000 } });
    acceptAll(encodedEvents(20, undefined, 1000));
    await settled();
    expect(transport.batches.length).toBeGreaterThan(1);
    for (const { bytes } of transport.batches) expect(bytes).toBeLessThanOrEqual(10_000);
  });

  test("obey the transport's own limits where they are lower", async () => {
    const transport = scripted(async () => delivered, { maxBatchEvents: 4, maxDelayMs: 5 });
    const { world, acceptAll } = deliveryTo(transport);
    acceptAll(encodedEvents(6));
    await world.advance(5);
    expect(transport.batches.map(({ events }) => events.length)).toEqual([4, 2]);
  });

  test('are at most two under way', async () => {
    let most = 0;
    let now = 0;
    const transport = scripted(async () => {
      most = Math.max(most, ++now);
      await settled();
      now -= 1;
      return delivered;
    });
    const { delivery, acceptAll } = deliveryTo(transport, { batch: { maxEvents: 5 } });
    acceptAll(encodedEvents(100));
    await delivery.flush();
    expect(most).toBe(2);
    expect(transport.stored).toHaveLength(100);
  });

  test('carry a number of the try and an id that stays the same over retries', async () => {
    let tries = 0;
    const transport = scripted(async () => (++tries < 3 ? retry : delivered));
    const { world, acceptAll } = deliveryTo(transport);
    acceptAll(encodedEvents(2));
    await world.advance(60_000);
    expect(transport.batches.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(new Set(transport.batches.map(({ id }) => id)).size).toBe(1);
    expect(new Set(transport.batches.map(({ events }) => idsOf(events).join())).size).toBe(1);
  });

  test('wait for no timer that does not fire: an event that comes later sends them', async () => {
    const transport = scripted(() => delivered);
    const world = handWorld();
    const asleep = { after: () => () => {} };
    let now = 0;
    const clock = { now: () => now, wall: () => now };
    const runtime = { ...world.runtime, timers: asleep, clock };
    const delivery = createDelivery({ transport, runtime });
    delivery.accept(encodedEvent());
    now = 2000;
    delivery.accept(encodedEvent());
    expect(transport.stored).toHaveLength(2);
  });
});

describe('memory', () => {
  test('a synchronous transport takes a burst of 50,000 in one loop without a loss', () => {
    const transport = scripted(() => delivered);
    const { delivery, acceptAll } = deliveryTo(transport);
    acceptAll(encodedEvents(50_000));
    expect(delivery.diagnostics().drops).toEqual({});
    expect(delivery.diagnostics().queue.events).toBeLessThan(500);
    expectConserved(delivery, 50_000);
  });

  test('a synchronous transport empties a full buffer even before a batch is full', () => {
    const transport = scripted(() => delivered);
    const { delivery, acceptAll } = deliveryTo(transport, { buffer: { maxEvents: 10 } });
    acceptAll(encodedEvents(1000));
    expect(delivery.diagnostics().drops).toEqual({});
    expectConserved(delivery, 1000);
  });

  test('never holds more than its bound, and counts what it lets go', async () => {
    const transport = scripted(() => new Promise(() => {}));
    const maxBytes = 100_000;
    const { delivery, acceptAll, one } = deliveryTo(transport, { buffer: { maxBytes } });
    acceptAll(encodedEvents(1000, undefined, 1000));
    expect(one()?.queue.bytes).toBeLessThanOrEqual(maxBytes);
    expect(one()?.drops.buffer_full?.events).toBeGreaterThan(800);
    expectConserved(delivery, 1000);
  });

  test('under pressure no beginning or ending of a run goes before all the rest', async () => {
    let stuck = true;
    const transport = scripted(() => (stuck ? new Promise(() => {}) : delivered));
    const { world, delivery, acceptAll } = deliveryTo(transport, {
      buffer: { maxEvents: 40 },
    });
    const boundaries = encodedEvents(15, 'agent.run.completed');
    for (const boundary of boundaries) {
      delivery.accept(boundary);
      acceptAll(encodedEvents(20, 'agent.llm.called'));
    }
    expectConserved(delivery, 315);
    stuck = false;
    await world.advance(60_000);
    expect(transport.stored).toEqual(expect.arrayContaining(idsOf(boundaries)));
  });

  test('an event larger than the whole buffer is counted and holds up nobody', async () => {
    const transport = scripted(() => delivered);
    const { delivery, one } = deliveryTo(transport, { buffer: { maxBytes: 2000 } });
    delivery.accept(encodedEvent(undefined, 5000));
    delivery.accept(encodedEvent());
    await delivery.flush();
    expect(one()?.drops.too_large?.events).toBe(1);
    expect(transport.stored).toHaveLength(1);
    expectConserved(delivery, 2);
  });
});

describe('a receiver that is away', () => {
  test('gets one careful try at a time, and then everything', async () => {
    let down = true;
    const transport = scripted(async () => (down ? retry : delivered));
    const { world, delivery, acceptAll, one } = deliveryTo(transport, { batch: { maxEvents: 10 } });
    acceptAll(encodedEvents(95));
    await world.advance(24 * 3600_000);
    // Two at first, then one at the end of each wait: 150 s on average after the climb.
    expect(transport.batches.length).toBeLessThan((24 * 3600) / 150 + 20);
    expect(one()?.state).toBe('waiting');
    expect(one()?.lastError?.message).toBe('busy');
    down = false;
    await world.advance(300_000);
    expect(transport.stored).toHaveLength(95);
    expect(one()?.state).toBe('ready');
    expectConserved(delivery, 95);
  });

  test('is not tried again within five minutes when a person must look first, and told once', async () => {
    const warnings: string[] = [];
    const answer: SendResult = { status: 'retry', reason: 'HTTP 401', pause: true };
    let fixed = false;
    const transport = scripted(async () => (fixed ? delivered : answer));
    const { world, delivery, acceptAll, one } = deliveryTo(transport, {
      warn: (message) => void warnings.push(message),
    });
    acceptAll(encodedEvents(3));
    await world.advance(3600_000);
    expect(transport.batches.length).toBeLessThanOrEqual(13);
    expect(warnings).toHaveLength(1);
    expect(one()?.state).toBe('paused');
    fixed = true;
    await world.advance(330_000);
    expect(transport.stored).toHaveLength(3);
    expectConserved(delivery, 3);
  });

  test('is left alone for as long as it asked, whatever else succeeds or hurries', async () => {
    const answers: SendResult[] = [{ ...retry, afterMs: 60_000 } as SendResult, delivered];
    const transport = scripted(async () => answers.shift() ?? delivered);
    const { world, delivery, acceptAll } = deliveryTo(transport, { batch: { maxEvents: 2 } });
    acceptAll(encodedEvents(6));
    await settled();
    expect(transport.batches).toHaveLength(2);
    void delivery.flush(10_000);
    await world.advance(59_999);
    expect(transport.batches).toHaveLength(2);
    await world.advance(2000);
    expect(transport.stored).toHaveLength(6);
  });

  test('that never answers is given up on after the time limit, and tried again', async () => {
    const signals: AbortSignal[] = [];
    const transport = scripted((_batch, signal) => {
      signals.push(signal);
      return signals.length === 1 ? new Promise(() => {}) : Promise.resolve(delivered);
    });
    const { world, delivery, acceptAll, one } = deliveryTo(transport);
    acceptAll(encodedEvents(2));
    await world.advance(1000 + 9999);
    expect(signals[0]?.aborted).toBe(false);
    await world.advance(1);
    expect(signals[0]?.aborted).toBe(true);
    expect(one()?.lastError?.message).toContain('10000 ms');
    await world.advance(2000);
    expect(transport.stored).toHaveLength(2);
    expectConserved(delivery, 2);
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
    ['rejects', () => Promise.reject(new Error('broken'))],
    ['answers nothing', () => undefined as unknown as SendResult],
    ['answers nonsense later', async () => ({ status: 'fine' }) as unknown as SendResult],
  ])('or that %s loses nothing', async (_name, misbehave) => {
    let tries = 0;
    const transport = scripted(() => (++tries < 4 ? misbehave() : delivered));
    const { world, delivery, acceptAll } = deliveryTo(transport);
    acceptAll(encodedEvents(2));
    await world.advance(60_000);
    expect(transport.stored).toHaveLength(2);
    expect(delivery.diagnostics().retries).toBe(3);
    expectConserved(delivery, 2);
  });
});

describe('what a receiver will not take', () => {
  test('one poison event among 500 is found in ten rounds; its neighbours arrive', async () => {
    const events = encodedEvents(500);
    const poison = events[321];
    const transport = scripted(async (batch) =>
      batch.events.includes(poison as never)
        ? { status: 'refused', reason: 'HTTP 422' }
        : delivered,
    );
    const { world, delivery, acceptAll, one } = deliveryTo(transport);
    acceptAll(events);
    await world.advance(0);
    expect(transport.stored).toHaveLength(499);
    expect(one()?.drops).toEqual({ rejected: { events: 1, bytes: poison?.bytes } });
    expect(transport.batches.filter(({ events: e }) => e.includes(poison as never))).toHaveLength(
      10,
    );
    expectConserved(delivery, 500);
  });

  test('a poison event that makes the receiver fail (500) is found as well', async () => {
    const events = encodedEvents(60);
    const poison = events[33];
    const transport = scripted(async (batch) =>
      batch.events.includes(poison as never)
        ? { status: 'retry', reason: 'HTTP 500', suspect: true }
        : delivered,
    );
    const { world, delivery, acceptAll } = deliveryTo(transport);
    acceptAll(events);
    await world.advance(3600_000);
    expect(transport.stored).toHaveLength(59);
    // The last one has nobody to be compared with until something else arrives.
    acceptAll(encodedEvents(1));
    await world.advance(3600_000);
    expect(delivery.diagnostics().drops.rejected?.events).toBe(1);
    expectConserved(delivery, 61);
  });

  test('an hour of 500 for everything loses nothing', async () => {
    let down = true;
    const transport = scripted(async () =>
      down ? { status: 'retry', reason: 'HTTP 500', suspect: true } : delivered,
    );
    const { world, delivery, acceptAll } = deliveryTo(transport);
    acceptAll(encodedEvents(200));
    await world.advance(3600_000);
    down = false;
    await world.advance(3600_000);
    expect(transport.stored).toHaveLength(200);
    expect(delivery.diagnostics().drops).toEqual({});
    expectConserved(delivery, 200);
  });

  test('batches become smaller for good after one was too large', async () => {
    const limit = 50_000;
    const transport = scripted(async ({ bytes }) =>
      bytes > limit ? { status: 'too_large', reason: 'HTTP 413' } : delivered,
    );
    const { world, delivery, acceptAll } = deliveryTo(transport);
    acceptAll(encodedEvents(300, undefined, 1000));
    await world.advance(1000);
    const tries = transport.batches.length;
    acceptAll(encodedEvents(300, undefined, 1000));
    await world.advance(1000);
    expect(transport.batches.slice(tries).every(({ bytes }) => bytes <= limit)).toBe(true);
    expect(transport.stored).toHaveLength(600);
    expectConserved(delivery, 600);
  });

  test('one giant among 500 costs at most ten more requests', async () => {
    const events = encodedEvents(499, undefined, 100);
    const giant = encodedEvent(undefined, 5_000_000);
    events.splice(200, 0, giant);
    const transport = scripted(async ({ bytes }) =>
      bytes > 1_000_000 ? { status: 'too_large', reason: 'HTTP 413' } : delivered,
    );
    const { world, delivery, acceptAll } = deliveryTo(transport, {
      batch: { maxBytes: 10_000_000 },
    });
    acceptAll(events);
    await world.advance(1000);
    expect(transport.batches.length).toBeLessThanOrEqual(11);
    expect(transport.stored).toHaveLength(499);
    expect(delivery.diagnostics().drops).toEqual({ too_large: { events: 1, bytes: giant.bytes } });
    expectConserved(delivery, 500);
  });

  test('answers per event: taken ones are done, asked-for ones come again, refused ones are counted', async () => {
    const [a, b, c, d] = encodedEvents(4);
    let first = true;
    const transport = scripted(async () => {
      if (!first) return delivered;
      first = false;
      return {
        status: 'partial',
        results: [{ status: 'stored' }, { status: 'retry' }, { status: 'refused', reason: 'bad' }],
      };
    });
    const { world, delivery, acceptAll } = deliveryTo(transport);
    acceptAll([a, b, c, d] as never);
    await world.advance(10_000);
    expect(idsOf(transport.batches[1]?.events ?? [])).toEqual(idsOf([b, d] as never));
    expect(transport.batches[1]?.id).not.toBe(transport.batches[0]?.id);
    expect(delivery.diagnostics()).toMatchObject({
      delivered: 3,
      drops: { rejected: { events: 1 } },
    });
    expectConserved(delivery, 4);
  });
});

describe('flush', () => {
  test('waits for the acknowledgement and holds the process meanwhile', async () => {
    let acknowledge: (result: SendResult) => void = () => {};
    const transport = scripted(() => new Promise((resolve) => (acknowledge = resolve)));
    const { world, delivery, acceptAll } = deliveryTo(transport);
    acceptAll(encodedEvents(2));
    let done = false;
    const flushed = delivery.flush().finally(() => (done = true));
    await settled();
    expect(transport.batches).toHaveLength(1);
    expect({ done, held: world.held }).toEqual({ done: false, held: 1 });
    acknowledge(delivered);
    expect(await flushed).toEqual({ complete: true, queued: 0, spooled: 0 });
    expect(world.held).toBe(0);
  });

  test('does not wait for what comes after it', async () => {
    const answers: ((result: SendResult) => void)[] = [];
    const transport = scripted(() => new Promise((resolve) => answers.push(resolve)));
    const { delivery, acceptAll } = deliveryTo(transport, { batch: { maxEvents: 2 } });
    acceptAll(encodedEvents(2));
    const flushed = delivery.flush();
    acceptAll(encodedEvents(2));
    await settled();
    answers[0]?.(delivered);
    expect(await flushed).toEqual({ complete: true, queued: 2, spooled: 0 });
  });

  test('ends at its time limit, tells what is left, and goes on trying later', async () => {
    const transport = scripted(() => new Promise<SendResult>(() => {}));
    const { world, delivery, acceptAll } = deliveryTo(transport);
    acceptAll(encodedEvents(2));
    const flushed = delivery.flush(500);
    await world.advance(500);
    expect(await flushed).toEqual({ complete: false, queued: 2, spooled: 0 });
    expectConserved(delivery, 2);
  });

  test('tries at once although a retry would come later', async () => {
    let down = true;
    const transport = scripted(async () => (down ? retry : delivered));
    const { world, delivery, acceptAll } = deliveryTo(transport);
    world.chance = 0.99;
    acceptAll(encodedEvents(2));
    await world.advance(60_000);
    const tries = transport.batches.length;
    down = false;
    expect(await delivery.flush()).toMatchObject({ complete: true });
    expect(transport.batches).toHaveLength(tries + 1);
  });

  test('ends early when no attempt can be made in time', async () => {
    const transport = scripted(async () => ({ ...retry, afterMs: 60_000 }) as SendResult);
    const { delivery, acceptAll } = deliveryTo(transport);
    acceptAll(encodedEvents(2));
    expect(await delivery.flush(5000)).toMatchObject({ complete: false, queued: 2 });
  });

  test('with nothing to send ends at once', async () => {
    const { world, delivery } = deliveryTo(scripted(() => delivered));
    expect(await delivery.flush()).toEqual({ complete: true, queued: 0, spooled: 0 });
    expect(world.timers).toBe(0);
  });

  test('gathers what waits further up first', async () => {
    const transport = scripted(async () => delivered);
    const late = encodedEvent();
    const { delivery } = deliveryTo(transport, { gather: () => delivery.accept(late) });
    await delivery.flush();
    expect(transport.stored).toEqual(idsOf([late]));
  });
});

describe('shutdown', () => {
  test('delivers, closes the transport once, and counts what still comes', async () => {
    let closed = 0;
    const transport = scripted(async () => delivered, { close: () => void (closed += 1) });
    const { world, delivery, acceptAll } = deliveryTo(transport);
    acceptAll(encodedEvents(3));
    const [first, second] = await Promise.all([delivery.shutdown(), delivery.shutdown()]);
    expect(first).toEqual({ complete: true, queued: 0, spooled: 0 });
    expect(second).toBe(first);
    expect(closed).toBe(1);
    delivery.accept(encodedEvent());
    expect(delivery.diagnostics().drops).toMatchObject({ shutdown_timeout: { events: 1 } });
    expect(world.timers).toBe(0);
    expectConserved(delivery, 4);
  });

  test('counts what it could not deliver in time', async () => {
    const signals: AbortSignal[] = [];
    const transport = scripted((_batch, signal) => {
      signals.push(signal);
      return new Promise(() => {});
    });
    const { world, delivery, acceptAll } = deliveryTo(transport, { batch: { maxEvents: 2 } });
    acceptAll(encodedEvents(7));
    const ended = delivery.shutdown(3000);
    await world.advance(3000);
    expect(await ended).toMatchObject({ complete: false });
    expect(delivery.diagnostics().drops.shutdown_timeout?.events).toBe(7);
    expect(signals.every(({ aborted }) => aborted)).toBe(true);
    expectConserved(delivery, 7);
  });

  test('does not wait for ever for a transport that cannot close', async () => {
    const transport = scripted(() => delivered, { close: () => new Promise(() => {}) });
    const { world, delivery } = deliveryTo(transport);
    const ended = delivery.shutdown(1000);
    await world.advance(1000);
    expect(await ended).toMatchObject({ complete: true });
  });
});

describe('several destinations', () => {
  test('keep their own pace: one that hangs holds up nobody', async () => {
    const quick = scripted(() => delivered, { name: 'quick' });
    const stuck = scripted(() => new Promise(() => {}), { name: 'stuck' });
    const { world, delivery, acceptAll } = deliveryTo(multi([quick, stuck]));
    acceptAll(encodedEvents(3));
    await world.advance(5000);
    expect(quick.stored).toHaveLength(3);
    const [first, second] = delivery.diagnostics().destinations;
    expect(first).toMatchObject({ name: 'quick', delivered: 3, queue: { events: 0 } });
    expect(second).toMatchObject({ name: 'stuck', delivered: 0, queue: { events: 3 } });
    expectConserved(delivery, 3);
  });

  test('of the same name are told apart', () => {
    const { delivery } = deliveryTo(multi([scripted(() => delivered), scripted(() => delivered)]));
    const names = delivery.diagnostics().destinations.map(({ name }) => name);
    expect(names).toEqual(['scripted', 'scripted #2']);
  });

  test('must be one at least', () => {
    expect(() => multi([])).toThrow('at least one transport');
  });
});

describe('reports of losses', () => {
  test('come a minute after a loss, once for many, and again only after another', async () => {
    const reports: unknown[] = [];
    const { world, delivery } = deliveryTo(
      scripted(() => delivered),
      { report: (counts) => void reports.push(counts) },
    );
    delivery.drops.count('sampled', 5);
    delivery.drops.count('hook');
    await world.advance(59_999);
    expect(reports).toEqual([]);
    await world.advance(1);
    expect(reports).toEqual([{ sampled: { events: 5, bytes: 0 }, hook: { events: 1, bytes: 0 } }]);
    await world.advance(600_000);
    expect(reports).toHaveLength(1);
    expect(world.timers).toBe(0);
    delivery.drops.count('sampled');
    await world.advance(60_000);
    expect(reports[1]).toMatchObject({ sampled: { events: 6 }, hook: { events: 1 } });
  });

  test('come before the end, in time to be delivered', async () => {
    const transport = scripted(async () => delivered);
    const { delivery } = deliveryTo(transport, {
      report: () => delivery.accept(encodedEvent('agent.telemetry.dropped')),
    });
    delivery.drops.count('sampled');
    await delivery.shutdown();
    expect(transport.batches[0]?.events[0]?.event.type).toBe('agent.telemetry.dropped');
  });

  test('are no losses themselves', async () => {
    const transport = scripted(() => new Promise(() => {}));
    const { world, delivery } = deliveryTo(transport, { buffer: { maxEvents: 2 } });
    for (let i = 0; i < 5; i++) delivery.accept(encodedEvent('agent.telemetry.dropped'));
    const ended = delivery.shutdown(0);
    await world.advance(0);
    await ended;
    expect(delivery.diagnostics().drops).toEqual({});
    expectConserved(delivery, 0);
  });

  test('that fail to be made harm nobody', async () => {
    const { world, delivery } = deliveryTo(
      scripted(() => delivered),
      {
        report: () => {
          throw new Error('no');
        },
      },
    );
    delivery.drops.count('sampled');
    await world.advance(60_000);
    expect(await delivery.flush()).toMatchObject({ complete: true });
  });
});

test("our own I/O runs suppressed, outside the caller's context", async () => {
  const world = handWorld();
  let suppressed = false;
  const seen: boolean[] = [];
  const runtime = {
    ...world.runtime,
    runSuppressed<Result>(work: () => Result): Result {
      const before = suppressed;
      suppressed = true;
      try {
        return work();
      } finally {
        suppressed = before;
      }
    },
    timers: {
      after(delayMs: number, callback: () => void, hold?: boolean) {
        if (!hold) seen.push(suppressed);
        return world.runtime.timers.after(delayMs, callback, hold);
      },
    },
  };
  const transport = scripted(async () => {
    seen.push(suppressed);
    return delivered;
  });
  const delivery = createDelivery({ transport, runtime });
  delivery.accept(encodedEvent());
  await delivery.flush();
  expect(seen.length).toBeGreaterThan(1);
  expect(new Set(seen)).toEqual(new Set([true]));
});

test('a transport that emits while it sends does not recurse without end', () => {
  const world = handWorld();
  let emitted = 0;
  const transport = scripted(() => {
    if (emitted < 100) {
      emitted += 1;
      delivery.accept(encodedEvent());
    }
    return delivered;
  });
  const delivery = createDelivery({ transport, runtime: world.runtime, batch: { maxEvents: 1 } });
  delivery.accept(encodedEvent());
  expect(transport.stored).toHaveLength(101);
  expectConserved(delivery, 101);
});
