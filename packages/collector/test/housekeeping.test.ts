import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startHousekeeping } from '../src/housekeeping.ts';
import { memoryStore } from '../src/store/memory/memory-store.ts';
import { incoming, noon, story } from './support/events.ts';

const day = 86_400_000;

beforeEach(() => {
  vi.useFakeTimers({ now: noon });
});
afterEach(() => {
  vi.useRealTimers();
});

it('forgets what is older than the retention, now and then', async () => {
  const store = memoryStore(() => noon);
  await store.append(1, incoming(story({ runId: 'old' })), noon - 8 * day);
  await store.append(1, incoming(story({ runId: 'new', seed: 2 })), noon - 6 * day);
  const housekeeping = startHousekeeping({
    store,
    retentionDays: 7,
    now: () => Date.now(),
    onError: (error) => {
      throw error;
    },
  });
  await vi.advanceTimersByTimeAsync(11 * 60_000);
  const { items } = await store.listRuns(1, { limit: 5 });
  expect(items.map(({ runId }) => runId)).toEqual(['new']);
  await vi.advanceTimersByTimeAsync(2 * day);
  expect((await store.listRuns(1, { limit: 5 })).items).toEqual([]);
  await housekeeping.stop();
});

it('reports what goes wrong and goes on', async () => {
  const errors: unknown[] = [];
  const broken = new Error('disk on fire');
  const store = { ...memoryStore(), tidy: () => Promise.reject(broken) };
  const housekeeping = startHousekeeping({
    store,
    retentionDays: undefined,
    now: () => Date.now(),
    onError: (error) => errors.push(error),
  });
  await vi.advanceTimersByTimeAsync(21 * 60_000);
  expect(errors).toEqual([broken, broken]);
  await housekeeping.stop();
  await vi.advanceTimersByTimeAsync(day);
  expect(errors).toHaveLength(2);
});
