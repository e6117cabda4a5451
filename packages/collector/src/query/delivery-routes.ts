import { z } from '@hono/zod-openapi';
import type { DeliveryHealth } from '../api-types.ts';
import { route } from '../http/route.ts';
import type { DeliveryMeter } from '../ingest/delivery-meter.ts';
import { deliveryHealth, health, quarantinedEvent } from './answers/delivery.ts';
import { pageOf } from './answers/shared.ts';
import type { RouteContext } from './context.ts';
import * as parameters from './parameters.ts';

const tag = 'delivery';

export function deliveryRoutes(context: RouteContext & { readonly meter: DeliveryMeter }): void {
  const { api, store, now, meter } = context;

  route(
    api,
    {
      method: 'get',
      path: '/v1/health',
      policy: 'public',
      tag,
      summary: 'Whether the collector is up. Says nothing of what it holds.',
      answer: health,
    },
    () => ({ status: 'ok', name: 'heddle-collector' }),
  );

  route(
    api,
    {
      method: 'get',
      path: '/v1/delivery',
      policy: 'read',
      tag,
      summary: 'Gaps, drops, refused events, lag, and how the store is.',
      answer: deliveryHealth,
    },
    async ({ project }): Promise<DeliveryHealth> => {
      const [facts, storeHealth] = await Promise.all([store.delivery(project), store.health()]);
      return {
        ...meter.read(project, now()),
        ...facts,
        queue: store.pending(),
        store: storeHealth,
      };
    },
  );

  route(
    api,
    {
      method: 'get',
      path: '/v1/quarantine',
      policy: 'read',
      tag,
      summary: 'What was refused, newest first.',
      query: z.strictObject({
        limit: parameters.limit(50, 200),
        cursor: parameters.cursor,
      }),
      answer: pageOf(quarantinedEvent),
    },
    ({ project, query: { limit, cursor } }) =>
      store.listQuarantine(project, { limit, ...parameters.given({ cursor }) }),
  );
}
