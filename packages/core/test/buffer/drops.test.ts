import { expect, test } from 'vitest';
import { createDrops } from '../../src/buffer/drops.ts';

test('counts events and bytes by reason, and only ever grows', () => {
  const drops = createDrops();
  drops.count('sampled');
  drops.count('buffer_full', 2, 300);
  drops.count('buffer_full', 1, 50);
  expect(drops.snapshot()).toEqual({
    sampled: { events: 1, bytes: 0 },
    buffer_full: { events: 3, bytes: 350 },
  });
  expect(drops.total()).toEqual({ events: 4, bytes: 350 });
});

test('a snapshot stays what it was', () => {
  const drops = createDrops();
  drops.count('hook');
  const before = drops.snapshot();
  drops.count('hook');
  expect(before).toEqual({ hook: { events: 1, bytes: 0 } });
});

test('counting nothing is no news', () => {
  let news = 0;
  const drops = createDrops(() => (news += 1));
  drops.count('expired', 0);
  expect(drops.snapshot()).toEqual({});
  expect(news).toBe(0);
});
