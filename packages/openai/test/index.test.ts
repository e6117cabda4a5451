import { expect, it } from 'vitest';

it.each([
  ['../src/index.ts', ['wrapOpenAI', 'wrapRealtime']],
  ['../src/prices/index.ts', ['openaiCost', 'priceOf']],
])('%s has these public names', async (entry, names) => {
  expect(Object.keys((await import(entry)) as object).toSorted()).toEqual(names);
});
