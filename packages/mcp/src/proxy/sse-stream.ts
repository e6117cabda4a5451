import { createParser } from 'eventsource-parser';

/** What a stream of server-sent events has told about itself so far. */
export interface SseProgress {
  /** Where to go on after the stream broke off. */
  lastEventId: string | undefined;
  /** How long the server wants us to wait before that, ms. */
  retryMs: number | undefined;
}

export interface SseEvent {
  readonly event: string | undefined;
  readonly data: string;
}

/**
 * Reads a stream of server-sent events to its end, one event after the other.
 *
 * @throws what the stream fails with.
 */
export async function readSse(
  body: ReadableStream<Uint8Array>,
  progress: SseProgress,
  onEvent: (event: SseEvent) => Promise<void> | undefined,
): Promise<void> {
  let events: SseEvent[] = [];
  const parser = createParser({
    onEvent({ id, event, data }) {
      if (id !== undefined) progress.lastEventId = id;
      if (data !== '') events.push({ event, data });
    },
    onRetry(retryMs) {
      progress.retryMs = retryMs;
    },
  });
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    const complete = events;
    events = [];
    for (const event of complete) await onEvent(event);
  }
}
