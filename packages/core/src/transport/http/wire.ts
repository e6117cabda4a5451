import type { Batch, EventResult, SendResult } from '../transport.ts';

/**
 * How one kind of receiver spells a batch and its answer. The rest of HTTP (statuses, waits,
 * redirects, limits, connections) is the transport's.
 */
export interface HttpWire {
  /** Appended to the address, unless that ends with it. */
  readonly path: string;
  readonly maxBatchEvents?: number;
  readonly maxBatchBytes?: number;
  /** The JSON body. The same bytes for the same batch, whichever attempt it is. */
  encode(batch: Batch): string;
  /**
   * What an answer in JSON means. Undefined when it is none of this receiver's answers: a batch is
   * not acknowledged by whoever happens to say 200.
   */
  read(answer: unknown, batch: Batch): SendResult | undefined;
}

/**
 * `{"events":[…]}`, answered by `{accepted, results:[{i | id, status, reason}]}`. `results` may leave
 * out what was stored. `{accepted}` and `{warnings}` alone are understood as well.
 */
export const heddleWire: HttpWire = {
  path: '/v1/events',
  encode: (batch) => `{"events":[${batch.events.map(({ json }) => json).join(',')}]}`,
  read(answer, batch) {
    const body = record(record(answer)?.['data']) ?? record(answer);
    if (!body) return undefined;
    const { accepted, results, warnings } = body;
    if (Array.isArray(results)) return sorted(results, accepted, batch);
    if (typeof accepted !== 'number') {
      return Array.isArray(warnings) ? { status: 'delivered' } : undefined;
    }
    if (accepted >= batch.events.length) return { status: 'delivered' };
    // Who was left out is not said: the batch has to be taken apart to know.
    const said = Array.isArray(warnings) ? warnings.map(String).join('; ') : '';
    return { status: 'refused', reason: said || `accepted ${accepted} of ${batch.events.length}` };
  },
};

function sorted(
  answers: readonly unknown[],
  accepted: unknown,
  { events }: Batch,
): SendResult | undefined {
  const indexes = new Map(events.map(({ event }, index) => [event.eventId, index]));
  const results = new Map<number, EventResult>();
  for (const answer of answers) {
    const { i, index, id, eventId, status, reason } = record(answer) ?? {};
    const at = [i, index].find((value) => typeof value === 'number');
    const found = at ?? indexes.get(String(id ?? eventId));
    if (typeof found === 'number') results.set(found, resultOf(status, reason));
  }
  const stored = [...results.values()].filter(({ status }) => status === 'stored').length;
  const unnamed = events.length - results.size;
  const counted = typeof accepted === 'number' && accepted >= stored + unnamed;
  const rest: EventResult = counted ? { status: 'stored' } : { status: 'retry' };
  const all = events.map((_, index) => results.get(index) ?? rest);
  return all.every(isStored) ? { status: 'delivered' } : { status: 'partial', results: all };
}

function isStored({ status }: EventResult): boolean {
  return status === 'stored' || status === 'duplicate';
}

function resultOf(status: unknown, reason: unknown): EventResult {
  switch (status) {
    case 'stored':
    case 'duplicate':
      return { status };
    case 'invalid':
    case 'too_large':
    case 'conflict':
      return { status: 'refused', reason: typeof reason === 'string' ? reason : status };
    default:
      return { status: 'retry', reason: typeof reason === 'string' ? reason : String(status) };
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isRecord ? (value as Record<string, unknown>) : undefined;
}
