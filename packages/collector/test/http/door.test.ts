import { z } from '@hono/zod-openapi';
import { expect, it } from 'vitest';
import { route, takeEvents, type Door } from '../../src/index.ts';
import { call, keyFor, startCollector } from '../support/collector.ts';

const shoutDoor: Door = {
  name: 'shout',
  dialect: {
    name: 'shout',
    recognises: (item) => typeof item['shout'] === 'string',
    toEvents: (item, { idFrom }) =>
      ['heard', 'repeated'].map((part) => ({
        type: `my.shout.${part}`,
        agentKey: 'shouter',
        eventId: idFrom(`${String(item['shout'])} ${part}`),
        payload: { text: item['shout'] },
      })),
  },
  routes(context) {
    route(
      context.api,
      {
        method: 'post',
        path: '/v1/shouts/{room}',
        policy: 'ingest',
        tag: 'shout',
        summary: 'Shouts.',
        params: z.strictObject({ room: z.string() }),
      },
      async (shout) => {
        const { accepted } = await takeEvents(context, shout);
        return { heard: accepted, in: shout.params.room };
      },
    );
  },
};

it('a door brings routes under a policy and a dialect for shared ones', async () => {
  const collector = await startCollector({ doors: [shoutDoor] });
  const shared = await call(collector, 'POST', '/v1/events', {
    body: {
      events: [
        { shout: 'hello' },
        { shout: 'hello' },
        { type: 'my.own', agentKey: 'a', payload: {} },
      ],
    },
  });
  expect(shared.body).toMatchObject({ accepted: 3, rejected: 0 });
  expect((await call(collector, 'GET', '/v1/export?agent=shouter')).text.split('\n')).toHaveLength(
    5,
  );
  const again = await call(collector, 'POST', '/v1/events', {
    body: { events: [{ shout: 'hello' }] },
  });
  expect(again.body.results).toMatchObject([{ status: 'duplicate' }]);
  const own = await call(collector, 'POST', '/v1/shouts/hall', { body: { shout: 'anybody?' } });
  expect(own.body).toEqual({ heard: 1, in: 'hall' });
  expect(collector.routes).toContainEqual({
    method: 'post',
    path: '/v1/shouts/{room}',
    policy: 'ingest',
  });
  const headers = await keyFor(collector, ['read']);
  const refused = await call(collector, 'POST', '/v1/shouts/hall', {
    headers,
    body: { shout: 'x' },
  });
  expect(refused.status).toBe(403);
});

it('a route without a policy is refused when it is registered', async () => {
  const careless: Door = {
    name: 'careless',
    routes: ({ api }) =>
      route(
        api,
        // What a JavaScript caller could do, whom no compiler stops.
        { method: 'get', path: '/v1/open', tag: 'x', summary: 'x' } as never,
        () => ({}),
      ),
  };
  await expect(startCollector({ doors: [careless] })).rejects.toThrow(/has no policy/);
});
