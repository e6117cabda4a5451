import { MessageChannel, Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import { BadCursorError, StoreUnavailableError } from '../../src/store/store-errors.ts';
import { callThread, serveCalls } from '../../src/thread/calls.ts';
import { startThread } from '../../src/thread/spawn.ts';

interface Service {
  add(left: number, right: number): number;
  fail(kind: string): never;
}

function service(): Service {
  return {
    add: (left, right) => left + right,
    fail(kind) {
      if (kind === 'full') throw new StoreUnavailableError('full', 'no room', 30);
      if (kind === 'cursor') throw new BadCursorError('odd cursor');
      throw new RangeError('out of range');
    },
  };
}

function connect(create: () => object): ReturnType<typeof callThread<Service>> {
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port1.close());
  serveCalls(port1, create);
  return callThread<Service>(port2 as unknown as Worker);
}

describe('calls to another thread', () => {
  it('give back what the service gives back', async () => {
    const { service: remote } = connect(service);
    expect(await Promise.all([remote.add(1, 2), remote.add(3, 4)])).toEqual([3, 7]);
  });

  it('bring errors over with what matters of them', async () => {
    const { service: remote } = connect(service);
    const unavailable = remote.fail('full');
    await expect(unavailable).rejects.toBeInstanceOf(StoreUnavailableError);
    await expect(unavailable).rejects.toMatchObject({ reason: 'full', retryAfterSeconds: 30 });
    await expect(remote.fail('cursor')).rejects.toBeInstanceOf(BadCursorError);
    await expect(remote.fail('other')).rejects.toMatchObject({
      name: 'RangeError',
      message: 'out of range',
    });
    await expect((remote as unknown as { nothing(): Promise<void> }).nothing()).rejects.toThrow(
      'There is no method nothing.',
    );
  });

  it('tell of a service that could not be created, on every call', async () => {
    const { service: remote } = connect(() => {
      throw new StoreUnavailableError('locked', 'somebody has it', 5);
    });
    await expect(remote.add(1, 2)).rejects.toMatchObject({ reason: 'locked' });
    await expect(remote.add(1, 2)).rejects.toMatchObject({ reason: 'locked' });
  });

  it('are rejected when the thread dies, those under way and those to come', async () => {
    const worker = startThread(
      'reader-thread',
      new URL('../../src/store/sqlite/x.ts', import.meta.url).href,
      {
        path: '/nowhere/at/all.db',
      },
    );
    const remote = callThread<{ lastPosition(): number }>(worker);
    const underWay = remote.service.lastPosition().catch(String);
    await remote.stop();
    expect(await underWay).toContain('it was stopped');
    await expect(remote.service.lastPosition()).rejects.toThrow('it was stopped');
  });
});
