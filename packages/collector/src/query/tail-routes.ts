import { setTimeout } from 'node:timers/promises';
import { z } from '@hono/zod-openapi';
import { dataHeaders } from '../http/headers.ts';
import { HttpProblem, retryAfter } from '../http/problem.ts';
import { route } from '../http/route.ts';
import type { EventRecord, EventStore } from '../store/store.ts';
import type { RouteContext } from './context.ts';
import { recordsText } from './records.ts';

const maxReaders = 100;
const eventsPerMessage = 200;
/** Commits come by the hundred per second under load; a page need not be told of each. */
const restMs = 100;
const heartbeatMs = 15_000;

/**
 * New events as server-sent events: `event: events`, `id:` the position of the last one, `data:` a
 * list. A reader that comes back with `Last-Event-ID` misses nothing and gets nothing twice.
 */
export function tailRoutes({ api, store }: RouteContext): { close(): void } {
  const readers = new Set<AbortController>();

  route(
    api,
    {
      method: 'get',
      path: '/v1/tail',
      policy: 'read',
      tag: 'tail',
      summary: 'New events as they are committed (server-sent events).',
      query: z.strictObject({
        after: z
          .string()
          .regex(/^\d{1,15}$/)
          .optional()
          .openapi({ description: 'A position to begin after; now when left out.' }),
      }),
      answer: { contentType: 'text/event-stream', description: 'TailMessage per message.' },
    },
    async ({ project, query, context }) => {
      if (readers.size >= maxReaders) {
        throw new HttpProblem('overloaded', 'Too many are reading the tail.', retryAfter(5));
      }
      const lastId = context.req.header('last-event-id');
      const resumed = lastId !== undefined && /^\d{1,15}$/.test(lastId) ? lastId : query.after;
      const after = resumed === undefined ? await store.lastPosition() : Number(resumed);
      const stop = new AbortController();
      readers.add(stop);
      const stream = tailStream(store, project, after, stop, () => readers.delete(stop));
      return new Response(stream, {
        headers: {
          ...dataHeaders,
          'content-type': 'text/event-stream',
          'x-accel-buffering': 'no',
        },
      });
    },
  );

  return {
    close() {
      for (const reader of readers) reader.abort();
    },
  };
}

function tailStream(
  store: EventStore,
  project: number,
  after: number,
  stop: AbortController,
  finished: () => void,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const bell = createBell();
  const unsubscribe = store.onCommit(bell.ring);
  const heartbeat = setInterval(bell.ring, heartbeatMs);
  heartbeat.unref();
  let cursor = after;
  let lastSent = performance.now();

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        controller.enqueue(encoder.encode(`retry: 1000\n: reading after ${after}\n\n`));
        stop.signal.addEventListener('abort', () => {
          unsubscribe();
          clearInterval(heartbeat);
          finished();
          bell.ring();
        });
      },
      /** Called when the reader has room: a slow one never gets ahead of its own connection. */
      async pull(controller) {
        while (!stop.signal.aborted) {
          const records = await store.eventsAfter(project, cursor, eventsPerMessage);
          const last = records[records.length - 1];
          const quiet = performance.now() - lastSent >= heartbeatMs;
          if (last !== undefined || quiet) {
            cursor = last?.position ?? cursor;
            controller.enqueue(encoder.encode(messageOf(cursor, records)));
            lastSent = performance.now();
            return;
          }
          await bell.wait();
          await setTimeout(restMs, undefined, { ref: false });
        }
        controller.close();
      },
      cancel: () => stop.abort(),
    },
    { highWaterMark: 1 },
  );
}

function messageOf(cursor: number, records: readonly EventRecord[]): string {
  if (records.length === 0) return ': still here\n\n';
  return `id: ${cursor}\nevent: events\ndata: ${recordsText(records)}\n\n`;
}

/** Something to wait for that may happen while nobody waits. */
function createBell(): { ring: () => void; wait: () => Promise<void> } {
  let rung = false;
  let answer: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      answer?.();
    },
    async wait() {
      if (!rung) {
        await new Promise<void>((resolve) => {
          answer = resolve;
        });
      }
      rung = false;
    },
  };
}
