import { describe, expect, test } from 'vitest';
import { recorder } from '@heddle/testing';
import { wrapMcpClient } from '../src/index.ts';
import type { OpenHost } from './fixtures/host.ts';
import { httpV1, inMemoryV1, stdioV1 } from './fixtures/hosts-v1.ts';
import { httpV2, inMemoryV2, stdioV2 } from './fixtures/hosts-v2.ts';
import { transcript } from './fixtures/transcript.ts';

const hosts: [name: string, open: OpenHost, modern: boolean][] = [
  ['version 1 in memory', inMemoryV1, false],
  ['version 1 over stdio', stdioV1, false],
  ['version 1 over HTTP', httpV1, false],
  ['version 2, era of 2025, in memory', inMemoryV2('legacy'), false],
  ['version 2, era of 2025, over stdio', stdioV2('legacy'), false],
  ['version 2, era of 2025, over HTTP', httpV2('legacy'), false],
  ['version 2, era of 2026, in memory', inMemoryV2('modern'), true],
  ['version 2, era of 2026, over stdio', stdioV2('modern'), true],
  ['version 2, era of 2026, over HTTP', httpV2('modern'), true],
];

describe.each(hosts)('%s', (_name, open, modern) => {
  test('a wrapped client does, gives and throws what the bare one does', async () => {
    const bare = await open((client) => client);
    const expected = await transcript(bare, { modern });
    await bare.close();

    const { heddle, unfinished } = recorder();
    const host = await open((client) => wrapMcpClient(heddle, client, { server: 'workshop' }));
    const actual = await heddle.run('script', () => transcript(host, { modern }));
    await host.close();

    expect(actual).toEqual(expected);
    expect(await unfinished()).toEqual([]);
    expect(heddle.diagnostics().internalErrors).toBe(0);
  });
});
