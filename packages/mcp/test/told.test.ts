import { describe, expect, test } from 'vitest';
import { recorder, sequenceProblems } from '@heddle/testing';
import { validateEvents, type AgentEvent } from '@heddle/events';
import { wrapMcpClient } from '../src/index.ts';
import type { OpenHost, Prepare } from './fixtures/host.ts';
import { httpV1, inMemoryV1, stdioV1 } from './fixtures/hosts-v1.ts';
import { httpV2, inMemoryV2, stdioV2 } from './fixtures/hosts-v2.ts';
import { story } from './fixtures/story.ts';
import { transcript } from './fixtures/transcript.ts';

/** The transports differ in how a message travels, not in what is told of it. */
const eras: [name: string, modern: boolean, transports: [name: string, open: OpenHost][]][] = [
  [
    'v1',
    false,
    [
      ['memory', inMemoryV1],
      ['stdio', stdioV1],
      ['http', httpV1],
    ],
  ],
  [
    'v2-2025',
    false,
    [
      ['memory', inMemoryV2('legacy')],
      ['stdio', stdioV2('legacy')],
      ['http', httpV2('legacy')],
    ],
  ],
  [
    'v2-2026',
    true,
    [
      ['memory', inMemoryV2('modern')],
      ['stdio', stdioV2('modern')],
      ['http', httpV2('modern')],
    ],
  ],
];

describe.each(eras)('%s', (era, modern, transports) => {
  test.each(transports)('over %s tells the story of every request', async (kind, open) => {
    const { heddle, events } = recorder();
    const wrap: Prepare = (client) => wrapMcpClient(heddle, client, { server: 'workshop' });
    await heddle.run('script', async () => {
      const host = await open(wrap);
      await transcript(host, { modern });
      await host.close();
    });

    const recorded = await events();
    const { accepted, warnings } = validateEvents(recorded);
    expect(warnings).toEqual([]);
    expect(accepted).toBe(recorded.length);
    expect(sequenceProblems(recorded)).toEqual([]);
    expect(transportsOf(recorded)).toEqual([kind]);
    // Version 2 tries a server over stdio out on a process of its own, which we never see.
    const told = story(recorded).filter((line) => !line.includes('server/discover'));
    await expect(`${told.join('\n')}\n`).toMatchFileSnapshot(`stories/${era}.txt`);
  });
});

function transportsOf(events: readonly AgentEvent[]): unknown[] {
  const kinds = events.flatMap((event) =>
    'mcp' in event && event.type !== 'agent.mcp.completed' ? event.mcp.transport : [],
  );
  return [...new Set(kinds)];
}
