import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { createDelivery } from '../../src/buffer/delivery.ts';
import { expectConserved } from './conservation.ts';
import { encodedEvent, encodedEvents } from './encoded-events.ts';
import { handWorld, settled } from './hand-world.ts';
import { delivered, retry, scripted } from './scripted-transport.ts';

/** A process that can be told apart from ours. */
class Host extends EventEmitter {
  readonly pid = 4242;
  readonly killed: string[] = [];
  kill(_pid: number, signal: string): void {
    this.killed.push(signal);
  }
}

function deliveryOn(host: Host, transport = scripted(() => delivered), flushMs?: number) {
  const world = handWorld();
  const delivery = createDelivery({
    transport,
    runtime: world.runtime,
    exit: { host, ...(flushMs !== undefined && { flushMs }) },
  });
  return { world, delivery, transport };
}

describe('a natural end', () => {
  test('is put off once, for the flush', async () => {
    const host = new Host();
    const transport = scripted(async () => delivered);
    const { world, delivery } = deliveryOn(host, transport);
    delivery.accept(encodedEvent());
    host.emit('beforeExit');
    expect(world.held).toBe(1);
    await settled();
    expect(transport.stored).toHaveLength(1);
    expect(world.held).toBe(0);
    delivery.accept(encodedEvent());
    host.emit('beforeExit');
    expect(world.held).toBe(0);
  });

  test('is put off for two seconds at most', async () => {
    const host = new Host();
    const { world, delivery } = deliveryOn(
      host,
      scripted(() => new Promise(() => {})),
    );
    delivery.accept(encodedEvent());
    host.emit('beforeExit');
    await world.advance(1999);
    expect(world.held).toBe(1);
    await world.advance(1);
    expect(world.held).toBe(0);
  });

  test('is not put off at all when the host says 0', () => {
    const host = new Host();
    const { world, delivery, transport } = deliveryOn(host, undefined, 0);
    delivery.accept(encodedEvent());
    host.emit('beforeExit');
    expect(world.held).toBe(0);
    expect(transport.batches).toHaveLength(0);
  });
});

describe('exit', () => {
  test('hands everything to a synchronous transport, even while it should wait', async () => {
    const host = new Host();
    let down = true;
    const { world, delivery, transport } = deliveryOn(
      host,
      scripted(() => (down ? retry : delivered)),
    );
    for (const event of encodedEvents(700)) delivery.accept(event);
    await world.advance(100);
    expect(transport.stored).toHaveLength(0);
    down = false;
    host.emit('exit');
    expect(transport.stored).toHaveLength(700);
    expectConserved(delivery, 700);
  });

  test('also takes what other exit listeners emit after ours', () => {
    const host = new Host();
    const { delivery, transport } = deliveryOn(host);
    host.on('exit', () => delivery.accept(encodedEvent()));
    host.emit('exit');
    expect(transport.stored).toHaveLength(1);
  });

  test('does not loop on a transport that refuses to take anything', () => {
    const host = new Host();
    const { delivery, transport } = deliveryOn(
      host,
      scripted(() => retry),
    );
    for (const event of encodedEvents(10)) delivery.accept(event);
    host.emit('exit');
    expect(transport.batches).toHaveLength(1);
    expectConserved(delivery, 10);
  });
});

describe('a signal', () => {
  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'])(
    '%s without other listeners still ends the process',
    (signal) => {
      const host = new Host();
      const { delivery, transport } = deliveryOn(host);
      delivery.accept(encodedEvent());
      host.emit(signal);
      expect(transport.stored).toHaveLength(1);
      expect(host.killed).toEqual([signal]);
      expect(host.listenerCount(signal)).toBe(0);
    },
  );

  test('with listeners of the host is theirs: they do not even see us', async () => {
    const host = new Host();
    const { delivery, transport } = deliveryOn(host);
    const seen: number[] = [];
    host.on('SIGTERM', () => seen.push(host.listenerCount('SIGTERM')));
    delivery.accept(encodedEvent());
    host.emit('SIGTERM');
    expect(seen).toEqual([1]);
    expect(host.killed).toEqual([]);
    expect(transport.stored).toHaveLength(1);
    await settled();
    delivery.accept(encodedEvent());
    host.emit('SIGTERM');
    expect(transport.stored).toHaveLength(2);
  });

  test('does not make a process that survives it write synchronously for ever', () => {
    const host = new Host();
    const { delivery, transport } = deliveryOn(host);
    host.on('SIGHUP', () => {});
    host.emit('SIGHUP');
    delivery.accept(encodedEvent());
    expect(transport.stored).toHaveLength(0);
  });

  test('can be left alone', () => {
    const host = new Host();
    const world = handWorld();
    const transport = scripted(() => delivered);
    const exit = { host, signals: false };
    const delivery = createDelivery({ transport, runtime: world.runtime, exit });
    delivery.accept(encodedEvent());
    expect(host.listenerCount('SIGTERM')).toBe(0);
  });
});

test('however many deliveries there are, a process has one listener of each kind', async () => {
  const host = new Host();
  const deliveries = Array.from({ length: 20 }, () => deliveryOn(host));
  expect(host.listenerCount('exit')).toBe(1);
  expect(host.listenerCount('beforeExit')).toBe(1);
  await deliveries[0]?.delivery.shutdown();
  for (const { delivery } of deliveries) delivery.accept(encodedEvent());
  host.emit('exit');
  expect(deliveries.map(({ transport }) => transport.stored.length)).toEqual([
    0,
    ...Array(19).fill(1),
  ]);
});
