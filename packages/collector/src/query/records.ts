import type { Page } from '../api-types.ts';
import { jsonText } from '../http/route.ts';
import type { EventRecord } from '../store/store.ts';

/**
 * Stored events as JSON text. Their own JSON is spliced in as it was stored: nothing is parsed
 * and written again on the way out.
 */
export function recordText(record: EventRecord): string {
  const { position, receivedAt, late, json } = record;
  const time = new Date(receivedAt).toISOString();
  return `{"position":"${position}","receivedAt":"${time}",${late ? '"late":true,' : ''}"event":${json}}`;
}

export function recordsText(records: readonly EventRecord[]): string {
  return `[${records.map(recordText).join(',')}]`;
}

export function recordPage({ items, nextCursor }: Page<EventRecord>): Response {
  const next = nextCursor === undefined ? '' : `,"nextCursor":${JSON.stringify(nextCursor)}`;
  return jsonText(`{"items":${recordsText(items)}${next}}`);
}
