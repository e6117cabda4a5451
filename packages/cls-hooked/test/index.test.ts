import { expect, it } from 'vitest';

it('lists its public names', async () => {
  expect(Object.keys(await import('../src/index.ts'))).toEqual([
    'write your first public name here',
  ]);
});
