import { expect, test } from 'vitest';
import { createDestination } from '../../src/buffer/destination.ts';
import { createDrops } from '../../src/buffer/drops.ts';
import { defaultBatchLimits, defaultBufferLimits } from '../../src/buffer/limits.ts';
import type { SendResult, Transport } from '../../src/transport/transport.ts';
import { encodedEvents } from './encoded-events.ts';
import { handWorld } from './hand-world.ts';
import { memoryBacklog } from './memory-backlog.ts';
import { delivered, idsOf, retry, scripted } from './scripted-transport.ts';

function destinationOf(transport: Transport, maxEvents = 20) {
  const world = handWorld();
  const backlog = memoryBacklog();
  const destination = createDestination({
    name: 'test',
    transport,
    bufferLimits: { ...defaultBufferLimits, maxEvents },
    batchLimits: { ...defaultBatchLimits, maxEvents: 5 },
    runtime: world.runtime,
    drops: createDrops(),
    warn: () => {},
  });
  destination.attach(() => backlog);
  return { world, backlog, destination };
}

test('what memory has no room for waits outside and comes back, behind what memory held', async () => {
  let down = true;
  const transport = scripted(async () => (down ? retry : delivered));
  const { world, backlog, destination } = destinationOf(transport);
  const events = encodedEvents(200);
  for (const event of events) destination.accept(event);
  await world.advance(10_000);
  expect(destination.diagnostics()).toMatchObject({ drops: {}, queue: { events: 20 } });
  expect(backlog.events).toBe(180);
  down = false;
  await world.advance(300_000);
  expect(transport.stored.slice(10)).toEqual(idsOf(events.slice(10)));
  expect([...transport.stored].sort()).toEqual(idsOf(events));
  expect(backlog.forgotten).toHaveLength(200);
  expect(destination.diagnostics()).toMatchObject({ delivered: 200, spooled: { events: 0 } });
});

test('without room anywhere, losses are the fault of the spool', async () => {
  const transport = scripted(async () => retry);
  const { backlog, destination } = destinationOf(transport);
  backlog.sick = true;
  for (const event of encodedEvents(50)) destination.accept(event);
  expect(destination.diagnostics().drops).toMatchObject({ spool_error: { events: 30 } });
});

test('a refused event is set aside, and counted only when it cannot be', async () => {
  const refused: SendResult = { status: 'refused', reason: 'HTTP 422' };
  const { world, backlog, destination } = destinationOf(scripted(async () => refused));
  const [first, second] = encodedEvents(2);
  destination.accept(first as never);
  await world.advance(1000);
  expect(idsOf(backlog.quarantined.map(({ encoded }) => encoded))).toEqual(idsOf([first] as never));
  expect(destination.diagnostics()).toMatchObject({ quarantined: 1, drops: {} });
  backlog.sick = true;
  destination.accept(second as never);
  await world.advance(1000);
  expect(destination.diagnostics().drops).toMatchObject({ rejected: { events: 1 } });
});

test('a flush ends as soon as the receiver is known to be away and the rest is safe', async () => {
  const { destination } = destinationOf(scripted(async () => retry));
  for (const event of encodedEvents(3)) destination.accept(event);
  expect(await destination.flush(60_000)).toEqual({ complete: false, queued: 3, spooled: 0 });
});

test('closing leaves to the backlog what could not be delivered', () => {
  const { backlog, destination } = destinationOf(scripted(() => new Promise(() => {})));
  for (const event of encodedEvents(12)) destination.accept(event);
  destination.close();
  expect(backlog.events).toBe(12);
  expect(destination.diagnostics()).toMatchObject({ drops: {}, spooled: { events: 12 } });
});
