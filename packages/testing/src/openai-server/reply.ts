import type { ServerResponse } from 'node:http';
import type { ReceivedRequest } from './received-request.ts';

/** One answer: writes what the server says to a request. */
export type Reply = (request: ReceivedRequest, response: ServerResponse) => void | Promise<void>;

/** A JSON body. */
export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Reply {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}

/** Plain text. */
export function text(body: string): Reply {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.end(body);
  };
}

/** Bytes, such as speech. */
export function bytes(body: Uint8Array, contentType: string): Reply {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': contentType });
    response.end(body);
  };
}

/** An error as OpenAI's servers word it. */
export function failure(
  status: number,
  error: { readonly message?: string; readonly type?: string; readonly code?: string } = {},
  headers: Record<string, string> = {},
): Reply {
  const body = {
    message: 'The loopback refuses.',
    type: 'loopback_error',
    param: null,
    code: null,
    ...error,
  };
  return json({ error: body }, status, headers);
}

export interface EventStreamOptions {
  /** The connection is cut after this many events. */
  readonly cutAfter?: number;
  /** Nothing follows after this many events; the connection stays open. */
  readonly hangAfter?: number;
  /** Written at the end; `[DONE]` unless said otherwise. */
  readonly done?: string | undefined;
  /** Puts the event's own `type` in an `event:` line, as the Responses API does. */
  readonly named?: boolean;
}

/** Server-sent events. An async iterable is followed at its own pace. */
export function eventStream(
  events: Iterable<unknown> | AsyncIterable<unknown>,
  { cutAfter, hangAfter, done = '[DONE]', named = false }: EventStreamOptions = {},
): Reply {
  return async (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    let sent = 0;
    for await (const event of events) {
      if (response.destroyed) return;
      if (sent === hangAfter) return;
      if (sent === cutAfter) break;
      const name = named ? `event: ${(event as { type: string }).type}\n` : '';
      await written(response, `${name}data: ${JSON.stringify(event)}\n\n`);
      sent++;
    }
    if (cutAfter !== undefined) response.destroy();
    else if (hangAfter === undefined) response.end(named ? '' : `data: ${done}\n\n`);
  };
}

/** The chunk is on the socket: a cut must not overtake it. */
function written(response: ServerResponse, chunk: string): Promise<void> {
  return new Promise((resolve) => {
    response.write(chunk, () => resolve());
  });
}

/** No answer at all, until the caller gives up. */
export const silence: Reply = () => {};

/** The connection breaks before an answer. */
export const hangUp: Reply = (_request, response) => {
  response.destroy();
};
