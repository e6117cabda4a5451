import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

const here = import.meta.dirname;
const guide = readFileSync(resolve(here, '../../../../docs/guide/guardrails.md'), 'utf8');

it('every example of the guide is the beginning of a file that compiles', () => {
  const compiled = readdirSync(resolve(here, 'guide')).map((name) =>
    readFileSync(resolve(here, 'guide', name), 'utf8'),
  );
  const examples = [...guide.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = '']) => code);
  const strays = examples.filter((code) => !compiled.some((file) => file.startsWith(code)));
  expect(strays).toEqual([]);
  expect(examples).toHaveLength(compiled.length);
});
