import { validateEvents } from '@heddle/events';
import { HttpProblem } from '../http/problem.ts';
import { readBody } from '../http/read-body.ts';
import { json, route } from '../http/route.ts';
import { isTooDeep } from '../ingest/json-depth.ts';
import { ingestAnswer } from '../query/answers/delivery.ts';
import type { Door, DoorContext } from './door.ts';
import { takeEvents } from './take-events.ts';

const tag = 'ingest';

/** Heddle's own door. Neighbours' batches come through it too, by their dialects. */
export const heddleDoor: Door = {
  name: 'heddle',
  routes(context) {
    eventsRoute(context, '/v1/events', 'Events: {"events": […]}, a list, NDJSON, or a single one.');
    eventsRoute(context, '/v1/events/batch', 'The same, at the address that AgentMetrics uses.');
    validateRoute(context);
  },
};

function eventsRoute(context: DoorContext, path: string, summary: string): void {
  route(
    context.api,
    {
      method: 'post',
      path,
      policy: 'ingest',
      tag,
      summary,
      requestBody: {
        contentType: 'application/json',
        description: 'Events as in /v1/schema/events.json, in camelCase or snake_case.',
      },
      answer: ingestAnswer,
    },
    async (call) => json(await takeEvents(context, call)),
  );
}

function validateRoute({ api, limits, doorkeeper, now }: DoorContext): void {
  route(
    api,
    {
      method: 'post',
      path: '/v1/events/validate',
      policy: 'ingest',
      tag,
      summary: 'Says of each event whether it would be taken. Keeps nothing.',
      requestBody: { contentType: 'application/json', description: 'As for /v1/events.' },
    },
    async ({ incoming, principal }) => {
      const admission = doorkeeper.admit(principal.id);
      try {
        const bytes = await readBody(incoming, limits, admission);
        if (isTooDeep(bytes, limits.depth + 2)) {
          throw new HttpProblem(
            'bad_request',
            `The body nests deeper than ${limits.depth} levels.`,
          );
        }
        return json(validateEvents(parse(bytes), { now: now() }));
      } finally {
        admission.release();
      }
    },
  );
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString()) as unknown;
  } catch {
    throw new HttpProblem('bad_request', 'The body is not JSON.');
  }
}
