import { describe, expect, test } from 'vitest';
import { dropQuarantine, listQuarantine, replayQuarantine } from '../../src/spool/quarantine.ts';
import { multi } from '../../src/transport/multi.ts';
import type { SendResult } from '../../src/transport/transport.ts';
import { expectConserved } from '../buffer/conservation.ts';
import { encodedEvents } from '../buffer/encoded-events.ts';
import { handWorld } from '../buffer/hand-world.ts';
import { delivered, idsOf, scripted } from '../buffer/scripted-transport.ts';
import { root, startProcess } from './host-process.ts';
import { memoryDisk } from './memory-fs.ts';

const refuse = async (): Promise<SendResult> => ({ status: 'refused', reason: 'HTTP 422: bad' });

/** A world in which one process has had `count` events refused by one of its two receivers. */
async function refusedBy(name: string, count: number) {
  const hand = handWorld();
  const disk = memoryDisk({ wall: hand.runtime.clock.wall });
  const fs = disk.mount();
  const start = (strict: boolean) => {
    const other = scripted(async () => delivered, { name: 'other' });
    const picky = scripted(strict ? refuse : async () => delivered, { name });
    return { other, picky, host: startProcess(hand, disk, { transport: multi([other, picky]) }) };
  };
  const first = start(true);
  const events = encodedEvents(count);
  for (const event of events) first.host.delivery.accept(event);
  await hand.advance(5000);
  const [, destination] = first.host.delivery.diagnostics().destinations;
  expect(destination).toMatchObject({ quarantined: count, drops: {} });
  await first.host.delivery.shutdown();
  await hand.advance(1000);
  return { hand, disk, options: { path: root, fs }, start, ids: idsOf(events) };
}

test('lists what was refused: which event, by whom, when and why', async () => {
  const { options, ids } = await refusedBy('picky', 3);
  const listed = listQuarantine(options);
  expect(listed.map(({ eventId }) => eventId).sort()).toEqual(ids);
  expect(listed[0]).toMatchObject({
    type: 'agent.tool.called',
    at: '2026-11-21T00:00:01.000Z',
    destination: 'picky',
    reason: 'HTTP 422: bad',
    event: { agentKey: 'test' },
  });
});

test('there may be nothing at all', () => {
  const fs = memoryDisk().mount();
  expect(listQuarantine({ path: '/nowhere', fs })).toEqual([]);
  expect(replayQuarantine({ path: '/nowhere', fs })).toBe(0);
  expect(dropQuarantine({ path: '/nowhere', fs })).toBe(0);
});

test('replayed events are sent again by the next process, to the one that refused them', async () => {
  const { hand, options, start, ids } = await refusedBy('picky', 5);
  expect(replayQuarantine(options)).toBe(5);
  expect(listQuarantine(options)).toEqual([]);
  const { other, picky, host } = start(false);
  await hand.advance(10_000);
  expect([...picky.stored].sort()).toEqual(ids);
  expect(other.stored).toEqual([]);
  expectConserved(host.delivery, 0);
});

test('some can be chosen; the others stay', async () => {
  const { hand, options, start, ids } = await refusedBy('picky', 5);
  const where = ({ eventId }: { eventId: string }): boolean => eventId === ids[2];
  expect(replayQuarantine({ ...options, where })).toBe(1);
  expect(listQuarantine(options)).toHaveLength(4);
  expect(dropQuarantine({ ...options, where: ({ eventId }) => eventId === ids[0] })).toBe(1);
  expect(
    listQuarantine(options)
      .map(({ eventId }) => eventId)
      .sort(),
  ).toEqual([ids[1], ids[3], ids[4]]);
  const { picky } = start(false);
  await hand.advance(10_000);
  expect(picky.stored).toEqual([ids[2]]);
});

describe('bounds', () => {
  test('at most 32 files of a megabyte, the oldest go first', async () => {
    const hand = handWorld();
    const disk = memoryDisk({ wall: hand.runtime.clock.wall });
    const host = startProcess(hand, disk, { transport: scripted(refuse), batch: { maxEvents: 1 } });
    for (let round = 0; round < 45; round++) {
      for (const event of encodedEvents(5, undefined, 230_000)) host.delivery.accept(event);
      await hand.advance(5000);
    }
    expect(disk.bytesBelow(root)).toBeLessThan(34 * 1024 * 1024);
    expect(
      disk.below(root).filter((path) => path.includes('quarantine')).length,
    ).toBeLessThanOrEqual(32);
  });

  test('what cannot be set aside is counted', async () => {
    const hand = handWorld();
    const disk = memoryDisk({ wall: hand.runtime.clock.wall });
    const host = startProcess(hand, disk, { transport: scripted(refuse) });
    disk.fault = (operation, path) =>
      operation === 'append' && path.includes('quarantine') ? new Error('EROFS') : undefined;
    for (const event of encodedEvents(3)) host.delivery.accept(event);
    await hand.advance(5000);
    const [destination] = host.delivery.diagnostics().destinations;
    expect(destination).toMatchObject({ quarantined: 0, drops: { rejected: { events: 3 } } });
    expectConserved(host.delivery, 3);
  });
});
