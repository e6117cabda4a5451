import { setImmediate } from 'node:timers/promises';
import type { EventResult, EventStatus, IngestAnswer } from '../api-types.ts';
import type { IngestLimits } from '../http/limits.ts';
import type { RateLimit } from '../http/rate-limit.ts';
import type { AppendStatus, EventStore, Quarantined } from '../store/store.ts';
import type { DeliveryMeter } from './delivery-meter.ts';
import { derivedId } from './derived-id.ts';
import type { Dialect } from './dialect.ts';
import { readItem, type ReadItem } from './read-item.ts';
import type { SplitRequest, TextItem } from './split-body.ts';

export interface IngestRequest extends SplitRequest {
  readonly project: number;
  readonly receivedAt: number;
  /** The `Idempotency-Key` header. */
  readonly batchId?: string;
}

export interface Ingest {
  /** Reads, keeps and answers. @throws StoreUnavailableError or HttpProblem when nothing was kept. */
  take(request: IngestRequest): Promise<IngestAnswer>;
}

export interface IngestOptions {
  readonly store: EventStore;
  readonly limits: IngestLimits;
  readonly dialects: readonly Dialect[];
  readonly rateLimit: RateLimit;
  readonly meter: DeliveryMeter;
}

/** So many items are read before others get a turn: a big batch must not stop the server. */
const itemsPerTurn = 100;

export function createIngest(options: IngestOptions): Ingest {
  const { store, rateLimit, meter } = options;
  return {
    async take(request) {
      rateLimit.take(request.project, request.items.length);
      const items = await readItems(request, options);
      const events = items.flatMap((item) => (item.status === 'events' ? item.events : []));
      const statuses =
        events.length === 0 ? [] : await store.append(request.project, events, request.receivedAt);
      const results = resultsOf(items, statuses);
      meter.note(request.project, results, events, request.receivedAt);
      await setAside(store, request, items);
      return answerOf(request, items, results);
    },
  };
}

async function readItems(
  request: IngestRequest,
  { limits, dialects }: IngestOptions,
): Promise<ReadItem[]> {
  const rules = { dialects, bytesPerEvent: limits.bytesPerEvent };
  const occurrences = new Map<string, number>();
  const context = {
    receivedAt: request.receivedAt,
    // Two equal items of one request are two events; the same request again is the same two.
    idFrom(text: string): string {
      const count = (occurrences.get(text) ?? 0) + 1;
      occurrences.set(text, count);
      return derivedId(String(request.project), request.batchId ?? '', text, String(count));
    },
  };
  const items: ReadItem[] = [];
  for (const [index, item] of request.items.entries()) {
    if (index > 0 && index % itemsPerTurn === 0) await setImmediate();
    items.push(refusal(item, limits) ?? readItem(item.text(), rules, context));
  }
  return items;
}

const bodyKept = 16 * 1024;

function refusal(item: TextItem, limits: IngestLimits): ReadItem | undefined {
  if (item.bytes > limits.bytesPerEvent) {
    const reason = `The event is larger than ${limits.bytesPerEvent} bytes.`;
    return { status: 'too_large', reason, body: item.text().slice(0, bodyKept) };
  }
  if (item.tooDeep) {
    const reason = `The event nests deeper than ${limits.depth} levels.`;
    return { status: 'invalid', reason, body: item.text().slice(0, bodyKept) };
  }
  return undefined;
}

function resultsOf(items: readonly ReadItem[], statuses: readonly AppendStatus[]): EventResult[] {
  let next = 0;
  return items.map((item, index) => {
    if (item.status !== 'events') {
      const { status, reason, eventId } = item;
      return { index, ...(eventId === undefined ? {} : { id: eventId }), status, reason };
    }
    const own = statuses.slice(next, next + item.events.length);
    next += item.events.length;
    const status = worst(own);
    const id = item.events[0]?.event.eventId;
    return {
      index,
      ...(id === undefined ? {} : { id }),
      status,
      ...(status === 'conflict' ? { reason: 'Another event with this id was stored first.' } : {}),
    };
  });
}

/** What an item that became several events adds up to. */
function worst(statuses: readonly AppendStatus[]): EventStatus {
  if (statuses.includes('conflict')) return 'conflict';
  return statuses.length > 0 && statuses.every((status) => status === 'duplicate')
    ? 'duplicate'
    : 'stored';
}

/** The quarantine is a convenience: that it failed is no reason to send the batch again. */
async function setAside(
  store: EventStore,
  request: IngestRequest,
  items: readonly ReadItem[],
): Promise<void> {
  const refused = items.flatMap((item): Quarantined[] =>
    item.status === 'events'
      ? []
      : [
          {
            reason: item.status,
            detail: item.reason,
            body: item.body.slice(0, bodyKept),
            ...(item.eventId === undefined ? {} : { eventId: item.eventId }),
          },
        ],
  );
  if (refused.length === 0) return;
  await store.quarantine(request.project, refused, request.receivedAt).catch(() => {});
}

const maxWarnings = 100;

function answerOf(
  request: IngestRequest,
  items: readonly ReadItem[],
  results: EventResult[],
): IngestAnswer {
  const accepted = results.filter(
    ({ status }) => status === 'stored' || status === 'duplicate',
  ).length;
  const rejected = results.length - accepted;
  const firstId = results[0]?.id;
  return {
    ...(request.batchId === undefined ? {} : { batchId: request.batchId }),
    accepted,
    rejected,
    results,
    warnings: items
      .flatMap((item, index) =>
        item.status === 'events' ? item.warnings.map((text) => `events[${index}]: ${text}`) : [],
      )
      .slice(0, maxWarnings),
    status: 'accepted',
    data: { accepted, rejected },
    ...(request.single && firstId !== undefined ? { event_id: firstId } : {}),
  };
}
