import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../src/api-types.ts';
import type { Collector } from '../../src/collector.ts';
import { keyFor, startCollector } from '../support/collector.ts';
import { incoming, noon, story } from '../support/events.ts';

interface Message {
  readonly id: string;
  readonly events: StoredEvent[];
}

/** Reads the tail until `wanted` events have come. */
async function readTail(
  collector: Collector,
  wanted: number,
  headers: Record<string, string> = {},
  begun: () => Promise<unknown> = () => Promise.resolve(),
): Promise<Message[]> {
  const stop = new AbortController();
  const response = await fetch(`${collector.url}/v1/tail`, { headers, signal: stop.signal });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const messages: Message[] = [];
  let text = '';
  const decoder = new TextDecoder();
  const started = begun();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    messages.push(...blocks.flatMap(parse));
    if (messages.reduce((sum, { events }) => sum + events.length, 0) >= wanted) break;
  }
  stop.abort();
  await started;
  return messages;
}

function parse(block: string): Message[] {
  const field = (name: string): string =>
    block
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2) ?? '';
  if (field('event') !== 'events') return [];
  return [{ id: field('id'), events: JSON.parse(field('data')) as StoredEvent[] }];
}

describe('GET /v1/tail', () => {
  it('tells of events as they are committed', async () => {
    const collector = await startCollector();
    await collector.store.append(1, incoming(story({ seed: 1 })), noon);
    const news = story({ seed: 2 });
    const messages = await readTail(collector, news.length, {}, () =>
      collector.store.append(1, incoming(news), noon),
    );
    const events = messages.flatMap((message) => message.events);
    expect(events.map(({ event }) => event)).toEqual(news);
    expect(messages[messages.length - 1]?.id).toBe(events[events.length - 1]?.position);
  });

  it('goes on where a reader stopped, without a gap or a double', async () => {
    const collector = await startCollector();
    const batches = Array.from({ length: 30 }, (_value, seed) => story({ seed: seed + 1 }));
    await collector.store.append(1, incoming(batches.slice(0, 10).flat()), noon);
    const first = await readTail(collector, 1, { 'last-event-id': '0' });
    await collector.store.append(1, incoming(batches.slice(10).flat()), noon);
    const lastId = first[first.length - 1]?.id ?? '';
    const seen = first.flatMap(({ events }) => events).length;
    const rest = await readTail(collector, 360 - seen, { 'last-event-id': lastId });
    const ids = [...first, ...rest].flatMap(({ events }) =>
      events.map(({ event }) => event.eventId),
    );
    expect(ids).toEqual(batches.flat().map(({ eventId }) => eventId));
  });

  it('tells of its own project only', async () => {
    const collector = await startCollector();
    await collector.store.projects.create('other', 'Other', noon);
    const other = await collector.store.projects.tryGetNumber('other');
    const headers = await keyFor(collector, ['read'], 'other');
    const messages = await readTail(
      collector,
      12,
      { ...headers, 'last-event-id': '0' },
      async () => {
        await collector.store.append(1, incoming(story({ agentKey: 'secret' })), noon);
        await collector.store.append(other ?? 0, incoming(story({ agentKey: 'mine' })), noon);
      },
    );
    const agents = messages.flatMap(({ events }) => events.map(({ event }) => event.agentKey));
    expect(new Set(agents)).toEqual(new Set(['mine']));
  });

  it('ends when the collector closes, and lets go of readers that went away', async () => {
    const collector = await startCollector();
    await readTail(collector, 1, { 'last-event-id': '0' }, () =>
      collector.store.append(1, incoming(story()), noon),
    );
    const response = await fetch(`${collector.url}/v1/tail`);
    const ended = response.text();
    await collector.close();
    expect(await ended).toContain(': reading after 12');
  });
});
