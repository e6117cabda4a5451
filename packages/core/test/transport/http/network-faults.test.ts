import { afterEach, describe, expect, test } from 'vitest';
import { createDelivery, type Delivery } from '../../../src/buffer/delivery.ts';
import { http } from '../../../src/transport/http/http.ts';
import type { SendResult } from '../../../src/transport/transport.ts';
import { expectConserved } from '../../buffer/conservation.ts';
import { encodedEvent, encodedEvents } from '../../buffer/encoded-events.ts';
import { handWorld, until } from '../../buffer/hand-world.ts';
import { delivered, retry, scripted } from '../../buffer/scripted-transport.ts';
import { json, loopback, storeAll, type Loopback } from './loopback.ts';

const open: Loopback[] = [];
afterEach(() => Promise.all(open.splice(0).map((server) => server.close())));

/** A delivery to a real server, on a clock that only the test moves. */
async function deliveryTo(answer: Loopback['answer'], apiKey?: string) {
  const server = await loopback(answer);
  open.push(server);
  const world = handWorld();
  const warnings: string[] = [];
  const delivery = createDelivery({
    transport: http({ url: server.url, apiKey }),
    runtime: world.runtime,
    warn: (message) => void warnings.push(message),
  });
  const stored = (): Set<string> => new Set(acknowledged);
  const acknowledged: string[] = [];
  const take: Loopback['answer'] = (seen, response) => {
    acknowledged.push(...seen.events.map(({ eventId }) => eventId));
    storeAll(seen, response);
  };
  /** Sends what is there and waits for the answer to come in over the real socket. */
  async function attempt(advanceMs: number): Promise<void> {
    const before = server.seen.length;
    await world.advance(advanceMs);
    await until(() => server.seen.length > before);
    await idle(delivery);
  }
  return { server, world, delivery, warnings, stored, take, attempt };
}

async function idle(delivery: Delivery): Promise<void> {
  await until(() => delivery.diagnostics().inFlight === 0);
}

describe('N-01: every fault is survived, and nothing is lost', () => {
  test.each<[string, Loopback['answer']]>([
    ['a reset before the answer', (_s, _r, request) => void request.socket.resetAndDestroy()],
    [
      'a reset amid the headers',
      (_s, _r, request) => {
        request.socket.write('HTTP/1.1 200 OK\r\nConte');
        request.socket.destroySoon();
      },
    ],
    [
      'a reset amid the body',
      (_s, r) => {
        r.writeHead(200, { 'content-type': 'application/json', 'content-length': '50' });
        r.write('{"acc');
        setTimeout(() => r.destroy(), 2);
      },
    ],
    ['no HTTP at all', (_s, _r, request) => void request.socket.end('hello\r\n\r\n')],
    ['408', (_s, r) => json(r, 408, {})],
    ['409', (_s, r) => json(r, 409, {})],
    ['425', (_s, r) => json(r, 425, {})],
    ['429', (_s, r) => json(r, 429, {})],
    ['500', (_s, r) => json(r, 500, {})],
    [
      '502 with HTML',
      (_s, r) => void r.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>'),
    ],
    ['503', (_s, r) => json(r, 503, {})],
    ['504', (_s, r) => json(r, 504, {})],
    [
      'a captive portal',
      (_s, r) => void r.writeHead(200, { 'content-type': 'text/html' }).end('<form>'),
    ],
    ['200 and nothing', (_s, r) => void r.writeHead(200).end()],
  ])('%s', async (_name, fault) => {
    const { server, delivery, stored, take, attempt } = await deliveryTo(fault);
    for (const event of encodedEvents(5)) delivery.accept(event);
    await attempt(1000);
    await attempt(60_000);
    expect(delivery.diagnostics()).toMatchObject({ delivered: 0, queue: { events: 5 } });
    server.answer = take;
    await attempt(60_000);
    expect(stored().size).toBe(5);
    expect(delivery.diagnostics()).toMatchObject({ delivered: 5, drops: {} });
    expectConserved(delivery, 5);
  });
});

describe('N-02: Retry-After', () => {
  test.each([
    ['2', 2000],
    ['0', 1000],
    ['1000000000', 3600_000],
  ])('"%s" is waited for: no request sooner than %d ms', async (value, leastMs) => {
    const { server, world, delivery, take, attempt } = await deliveryTo((_seen, response) =>
      json(response, 429, {}, { 'retry-after': value }),
    );
    world.chance = 0;
    delivery.accept(encodedEvent());
    await attempt(1000);
    server.answer = take;
    await world.advance(leastMs - 1);
    expect(server.seen).toHaveLength(1);
    await attempt(1);
    expect(delivery.diagnostics().delivered).toBe(1);
  });
});

test('N-03: a thousand clients that come back from five minutes of outage do not come at once', async () => {
  const world = handWorld();
  let seed = 42;
  world.runtime.random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  const requests: number[] = [];
  const downUntil = 300_000;
  const answer = (): SendResult => {
    requests.push(world.now);
    return world.now < downUntil ? retry : delivered;
  };
  for (let i = 0; i < 1000; i++) {
    const delivery = createDelivery({ transport: scripted(answer), runtime: world.runtime });
    delivery.accept(encodedEvent());
  }
  await world.advance(downUntil);
  const before = requests.length;
  await world.advance(300_000);
  const after = requests.slice(before).map((at) => at - downUntil);
  const inFirstTenSeconds = after.filter((at) => at < 10_000).length;
  expect(after).toHaveLength(1000);
  // A fair share of ten seconds in the five minutes of the longest wait is 33; the exponent has
  // climbed for most but not for all.
  expect(inFirstTenSeconds).toBeLessThan(2 * 1000 * (10 / 150));
}, 60_000);

test('N-04: 413 for a batch of 500 with a giant inside costs at most ten more requests', async () => {
  const { delivery, server, stored, take, attempt } = await deliveryTo((seen, response, request) =>
    seen.text.length > 200_000 ? json(response, 413, {}) : take(seen, response, request),
  );
  for (const event of encodedEvents(250, undefined, 100)) delivery.accept(event);
  delivery.accept(encodedEvent(undefined, 250_000));
  for (const event of encodedEvents(249, undefined, 100)) delivery.accept(event);
  await attempt(1000);
  await until(() => stored().size === 499);
  await idle(delivery);
  expect(server.seen.length).toBeLessThanOrEqual(11);
  expect(delivery.diagnostics().drops).toMatchObject({ too_large: { events: 1 } });
  expectConserved(delivery, 500);
});

test('N-05: a poison event is isolated in one round where the receiver names it', async () => {
  const { delivery, server, attempt } = await deliveryTo((_seen, response) =>
    json(response, 200, { accepted: 99, results: [{ i: 7, status: 'invalid', reason: 'bad' }] }),
  );
  for (const event of encodedEvents(100)) delivery.accept(event);
  await attempt(1000);
  expect(server.seen).toHaveLength(1);
  expect(delivery.diagnostics()).toMatchObject({
    delivered: 99,
    drops: { rejected: { events: 1 } },
  });
  expectConserved(delivery, 100);
});

test('N-06: an hour of 401 costs one request in five minutes and one warning, and loses nothing', async () => {
  const { server, world, delivery, warnings, stored, take, attempt } = await deliveryTo(
    (_seen, response) => json(response, 401, { error: 'invalid key' }),
    'wrong',
  );
  for (const event of encodedEvents(20)) delivery.accept(event);
  for (let minute = 0; minute < 60; minute++) {
    await world.advance(60_000);
    await idle(delivery);
  }
  expect(server.seen.length).toBeGreaterThan(5);
  expect(server.seen.length).toBeLessThanOrEqual(13);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain('401');
  expect(warnings[0]).not.toContain('wrong');
  server.answer = take;
  await attempt(330_000);
  expect(stored().size).toBe(20);
  expectConserved(delivery, 20);
});

test('N-08: a server that never answers is given up on after ten seconds', async () => {
  const { server, world, delivery, take } = await deliveryTo(() => {});
  delivery.accept(encodedEvent());
  await world.advance(1000);
  await until(() => server.seen.length === 1);
  await world.advance(9999);
  expect(delivery.diagnostics().inFlight).toBe(1);
  await world.advance(1);
  expect(delivery.diagnostics()).toMatchObject({ inFlight: 0, queue: { events: 1 } });
  await until(() => server.sockets.size === 0);
  server.answer = take;
  await world.advance(2000);
  await until(() => delivery.diagnostics().delivered === 1);
});

test('N-09: a redirect is an error of configuration, told once; the key goes nowhere else', async () => {
  const thief = await loopback();
  open.push(thief);
  const { delivery, warnings, attempt } = await deliveryTo(
    (_seen, response) => response.writeHead(307, { location: thief.url }).end(),
    'secret',
  );
  delivery.accept(encodedEvent());
  await attempt(1000);
  await attempt(330_000);
  expect(thief.seen).toEqual([]);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain('redirect');
  expectConserved(delivery, 1);
});
